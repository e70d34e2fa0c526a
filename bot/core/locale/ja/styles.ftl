# The titles of the styles that ship.
style-impasto = インパスト
style-stained-glass = ステンドグラス
style-watercolor = 水彩
style-mosaic = モザイク
style-embroidery = 刺繍
style-ink-wash = 水墨画
style-cut-paper = 切り絵
style-risograph = リソグラフ
style-woodcut = 木版画
style-linocut = リノカット
style-strata = 地層
style-pastel = パステル
style-marbling = マーブリング
style-batik = バティック
style-pointillism = 点描
style-neon = ネオン
