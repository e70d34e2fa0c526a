# Discord: commands, buttons and messages.

discord-command-stylize = 絵画風
discord-command-presets = スタイル
discord-command-queue = 待ち行列
discord-command-cancel = 取り消し
discord-command-settings = 設定
discord-command-stylize-message = 絵画風にする…
discord-command-stylize-avatar = アバターを絵画風に
discord-command-history = 履歴
discord-command-help = ヘルプ
discord-command-forget = 忘れる
discord-command-styles = スタイル見本
discord-command-stats = 統計

discord-about-stylize = 写真を絵画の画風で描き直します
discord-about-stylize-content = 写真
discord-about-stylize-style = 絵画(またはスタイルを選択)
discord-about-stylize-preset = 絵画の代わりに名前つきスタイル
discord-about-stylize-strength = 1はほぼ写真、100はほぼ絵画
discord-about-stylize-quality = ステップが多いほど美しく、時間がかかる
discord-about-stylize-size = 長辺のピクセル数
discord-about-stylize-colors = 絵の色の選び方
discord-about-stylize-style2 = 混ぜる2枚目の絵画
discord-about-stylize-blend = 2枚目の割合(%)、または 3,7 のような重み
discord-about-stylize-seed = 数を変えると別の絵になります
discord-about-stylize-timelapse = 描かれていく様子のアニメーションも
discord-about-stylize-private = やり取りも絵も自分だけに表示
discord-about-presets = このサーバーのスタイル
discord-about-presets-add = 管理者:追加する絵画
discord-about-presets-name = 追加するスタイルの名前
discord-about-presets-remove = 管理者:削除するスタイル
discord-about-queue = 制作中の絵と混み具合
discord-about-cancel = 制作中の絵を取り消します
discord-about-cancel-job = どれを
discord-about-settings = このサーバーのチャンネル、制限、既定値
discord-about-history = 最近の絵の一覧と受け取り
discord-about-help = 頼み方と例
discord-about-forget = あなたについて保存されているものをすべて削除
discord-about-styles = 写真で全スタイルを試して、1つ選ぶ
discord-about-styles-content = 写真
discord-about-styles-private = 選んだ絵は自分だけに表示
discord-about-stats = このサーバーの1日の統計

discord-option-content = 写真
discord-option-style = 絵画
discord-option-preset = スタイル
discord-option-strength = 強さ
discord-option-quality = 品質
discord-option-size = 大きさ
discord-option-colors = 色
discord-option-style2 = 絵画2
discord-option-blend = 混合
discord-option-seed = シード
discord-option-timelapse = タイムラプス
discord-option-add = 追加
discord-option-name = 名前
discord-option-remove = 削除
discord-option-job = 作業
discord-option-private = 非公開

discord-choice-quality-draft = 下描き:速い
discord-choice-quality-standard = 標準
discord-choice-quality-fine = 精細:遅い
discord-choice-colors-style = 絵画の色
discord-choice-colors-keep = 写真の色
discord-choice-colors-match = 写真に合わせた絵画の配色
discord-choice-spoiler-True = 常に
discord-choice-spoiler-False = 写真か絵画が隠されていたときだけ
discord-choice-avatars-own = 自分のもの
discord-choice-avatars-anyone = 誰のものでも
discord-choice-avatars-off = 誰のものも不可

discord-button-cancel = 取り消し
discord-button-keep = これで完成
discord-button-again = もう一度
discord-button-stronger = もっと強く
discord-button-softer = もっと弱く
discord-button-bigger = もっと大きく
discord-button-colors = 元の色
discord-button-swap = 入れ替え
discord-button-compare = 見比べる
discord-button-recipe = レシピ
discord-button-delete = 削除
discord-button-fetch = 絵を受け取る
discord-button-styles = 別のスタイル
discord-button-variations = バリエーション
discord-button-change = 変更…
discord-button-erase = 完全に削除
discord-button-spare = やめる
discord-button-forget = すべて削除

discord-waiting = 順番待ち { $position } 番目(全 { $count } 件)
discord-starting = 準備中
discord-step = ステップ { $step } / { $steps }
discord-left = 残り{ $time }
discord-seconds = 約{ $count }秒
discord-minutes = 約{ $count }分
discord-hours = 約{ $count }時間
discord-sketch = まずはスケッチです。本番の絵はこれから。
discord-own-style = 持ち込みの絵画({ $count }枚)
discord-strength = 強さ { $strength }
discord-took = { $seconds } 秒
discord-seed = シード { $seed }
discord-kept = ご希望どおり途中で完成としました。
discord-alt = { $photo } を次の画風で描き直した絵:{ $style }
discord-alt-preview = 現在の絵、{ $percent }パーセント完成
discord-alt-compare = 写真、絵画、仕上がりの比較
discord-cancelled = { $who }: 取り消しました。
discord-failed = { $who } さん、この絵は完成できませんでした。
discord-ready = { $who } さん、絵が完成しました。
discord-fitted = このままでは大きすぎたため、次の形で送りました:{ $how }
discord-no-timelapse = アニメーションは大きすぎて送れませんでした。
discord-animation-lost = アニメーションを送れませんでした。
discord-moved = 時間がかかるため、続きは下の新しいメッセージで。
discord-moved-dm = 時間がかかるため、続きはダイレクトメッセージで。
discord-unreachable = { $who } さん、ここに書き込める時間を超えます。しばらくしてからボタンで絵を受け取ってください。
discord-dm-promise = 絵の完成まで{ $time }です。ここにお届けします。
discord-broken = こちらで問題が起きました。もう一度お試しください。
discord-recipe = コピーできるコマンド形式のレシピです。PNGにも入っています。
discord-queue-mine = 制作中のあなたの絵:{ $count }件
discord-queue-server = ここ全体:制作中 { $painting } 件、待機 { $waiting } 件
discord-cancelling = 取り消しました:{ $name }
discord-presets = スタイル { $count }種
discord-preset-added = 追加しました:{ $name }
discord-preset-removed = 削除しました:{ $name }
discord-preset-replaced = 置き換えました: { $name } の絵画を新しくしました。

discord-modal-title = この画像を絵画風に
discord-modal-style = 絵画
discord-modal-preset = または名前つきスタイル
discord-modal-strength = 強さ
discord-modal-size = 長い辺(ピクセル)
discord-modal-finish = 品質と色
discord-modal-seed = シード: 数が変わると絵も変わる
discord-modal-change = この絵を変える

discord-settings = このサーバーの設定
discord-setting-allowed-channels = 絵を作れるチャンネル
discord-setting-everywhere = すべて
discord-setting-priority-roles = 優先されるロール
discord-setting-nobody = なし
discord-setting-usual = ここでは未設定
discord-setting-default-strength = 既定の強さ
discord-setting-default-size = 既定の大きさ(ピクセル)
discord-setting-default-quality = 既定の品質
discord-setting-default-colors = 既定の色
discord-setting-max-size = 最大の大きさ(ピクセル)
discord-setting-max-quality = 最高の品質
discord-setting-jobs-per-person = 1人が同時に頼める枚数
discord-setting-jobs-per-server = サーバー全体で同時に頼める枚数
discord-setting-cooldown = 次に頼むまでの間隔(秒)
discord-setting-sizes = 強さと大きさ
discord-setting-limits = 枚数と間隔
discord-setting-blocked = 利用できない人
discord-setting-exempt = モデレーターにはこのサーバーの制限は適用されません。
discord-setting-results-channel = 完成した絵をすべて載せるチャンネル
discord-setting-log-channel = 誰が何を頼んだかを記録するチャンネル
discord-setting-always-spoiler = 絵をネタバレとして隠す
discord-setting-avatars = 描いてよいアバター
discord-saved = 保存しました。

refusal-style-twice = 絵画か名前つきスタイルのどちらか一方にしてください。
refusal-not-fetched = ファイルをDiscordから取得できませんでした。もう一度添付してください。
refusal-unreachable = 完成まで{ $time }かかります。このチャンネルには自分で書き込めず、ダイレクトメッセージも閉じているためお届けできません。DMを開く、品質や大きさを下げる、または私のいるサーバーでお試しください。
refusal-managers-only = サーバー管理者だけができます。
refusal-no-picture-there = そのメッセージには画像がありません。
refusal-no-image-file = 「{ $name }」は画像ではありません。JPEG、PNG、WebPなどの写真を添付してください。
refusal-not-ready = まだ完成していません。しばらくしてからもう一度押してください。
discord-which-picture = どの画像にしますか?
discord-exempt = このチャンネルではメンバーは頼めません。あなたはモデレーターなので頼めます。
discord-history =
    { $count ->
       *[other] 最近の絵{ $count }件
    }
discord-history-none = まだ絵がないか、保存期間が過ぎています。頼み方は /{ $help } をご覧ください。
discord-history-hint = ボタンを押すと、その絵があなただけに表示されます。
discord-help =
    Impasto は写真を絵画のスタイルで描き直します。
    `/{ $stylize }` の `{ $content }` に写真、`{ $style }` に絵画、または `{ $preset }` にスタイルの名前を指定してください。例:
    ```/{ $stylize } { $content }:(あなたの写真) { $preset }:{ $example } { $strength }:70```
    メッセージの画像には *アプリ* → *{ $form }*
    `/{ $presets }` はスタイル、`/{ $history }` はあなたの絵、`/{ $queue }` は順番待ち、`/{ $cancel }` は取り消しです。
discord-section-places = 場所と人
discord-section-painting = 描き方
discord-section-showing = 絵の見せ方
refusal-stale-command = お使いのDiscordには古い版のコマンドが表示されています。Discordを再読み込み(Ctrl+R、またはアプリを開き直す)して、もう一度お試しください。
refusal-choice-over = この選択は終了したか、ほかの人のものです。もう一度始めてください。
refusal-nothing-changed = 何も変わりません。どれか1つは変えてください。
discord-forget = 保存されているもの: 依頼 { $jobs }件、画像 { $pictures }枚、スタイル { $presets }件。すべて完全に削除できます。送信済みのメッセージはDiscordに残ります。
discord-forget-nothing = あなたについて保存されているものはありません。
discord-forgotten = 削除しました: 依頼 { $jobs }件、画像 { $pictures }枚、スタイル { $presets }件。
discord-sheet-styles = どのスタイルにしますか?選んだものを描きます。
discord-sheet-variations = どれにしますか?選んだものを描きます。
discord-log = { $who }: 「{ $photo }」を{ $style }のスタイルで。{ $link }
discord-log-private = { $who }: 非公開の絵を1枚。
refusal-avatars-off = このサーバーではアバターは描けません。/stylize で自分の画像をお使いください。
refusal-avatars-own = ここで描けるのは自分のアバターだけです。
discord-stats =
    { $count ->
       *[other] この24時間の絵: { $count }枚
    }
discord-stats-wait = 依頼から完成まで: 半数は{ $half }、ほぼすべて{ $most }。
