telegram-start =
    こんにちは！写真を絵画の画風で描き直します。

    2枚の画像を1つのアルバムで送ってください。先に写真、次に絵画です。それだけです。

    写真だけを送って、リストから絵画を選ぶこともできます。くわしくは /help をどうぞ。
telegram-start-group =
    こんにちは！写真を絵画の画風で描き直します。

    写真への返信として、/stylize と書き添えた絵画を送るか、/stylize とだけ返信して絵画を選んでください。
telegram-help =
    頼み方：
    • 2枚の画像のアルバム。先に写真、次に絵画。グループでは /stylize と書き添えてください。3枚目からも絵画として混ぜ合わせます。
    • 写真への返信として、/stylize と書き添えた絵画。
    • 写真への返信として /stylize。そのあと絵画を選ぶか送ってください。
    • 写真への返信として /stylize preset=pastel。

    オプションはコマンドのあとに書きます：
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength：1はほぼ写真、100はほぼ絵画
    colors：style、keep（写真の色）、match
    size：長辺のピクセル数
    quality：draft、standard、fine

    ファイルとして送った画像は画質がそのまま保たれます。
    /presets で絵画の一覧、/queue で順番待ち、/cancel で中止します。
telegram-send-photo = 2枚の画像を1つのアルバムで送ってください。先に写真、次に絵画です。写真だけを送って絵画を選ぶこともできます。
telegram-reply-to-photo = 写真に /stylize と返信するか、/stylize と書き添えて2枚の画像をアルバムで送ってください。
telegram-ask-style = 素敵な写真ですね。次に絵画を送るか、選んでください：
telegram-ask-style-group = 素敵な写真ですね。このメッセージに絵画で返信するか、選んでください：
telegram-options-noted = 承知しました。次に絵画を送ってください。
telegram-expired = 絵画が届かなかったので、この写真は片付けました。いつでもやり直せます。
telegram-choice-over = この選択は終わりました。もう一度始めてください。
telegram-too-old = このボタンは古すぎます。もう一度始めてください。
telegram-too-big = このファイルは、Telegramから受け取れる { $limit } MB を超えています。ファイルではなく写真として送るか、先に小さくしてください。
telegram-not-fetched = Telegramから画像を受け取れませんでした。もう一度送ってください。
telegram-unknown-word = 「{ $word }」がわかりません。
telegram-did-you-mean = 「{ $word }」のことですか？
telegram-options = オプションは strength=70 のように書きます。使えるもの：{ $options }。メッセージを直すか、送り直してください。
telegram-wrong-value = うまくいきません：{ $detail }。例：/stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ 次はあなたの番です
       *[other] ⏳ { $waiting }件中{ $position }番目です
    }
telegram-beginning = ⏳ 準備中…
telegram-step-of = { $steps }ステップ中{ $step }
telegram-left = あと約{ $time }
telegram-seconds = { $count }秒
telegram-minutes = { $count }分
telegram-hours = { $count }時間
telegram-sketch = 手早い下絵です。本番の絵はこのあと届きます。
telegram-done = ✅ { $time }で完成
telegram-kept = ✅ { $time }でここまでにしました
telegram-steps = { $steps }ステップ
telegram-made-smaller = 送れるように { $note } で送りました。
telegram-timelapse = 描かれていく様子です。
telegram-no-file = 絵は届きましたが、ファイルを送れませんでした。「ファイル」ボタンを試してください。
telegram-failed = ❌ うまくいきませんでした。{ $reason }
telegram-cancelled = ✖ 中止しました。
telegram-cancelling = 中止しました。
telegram-keeping = 今の状態で残します。
telegram-accepted = 順番待ちに入れました。
telegram-coming = 少々お待ちください…
telegram-queue-empty = このチャットで待っている人はいません。
telegram-queue-title = このチャットの絵は{ $count }件です：
telegram-cancel-none = 中止できるものはありません。
telegram-cancel-which = どれですか？
telegram-presets = 画風を選んでから写真を送ってください。写真に { $example } と返信することもできます。
telegram-no-presets = まだ絵画がありません。ご自分のものを送ってください。
telegram-settings =
    このチャットの設定：
    { $values }

    変え方：/settings quality=draft max_size=1024 files=on
    元に戻す：/settings quality=default
telegram-settings-admins = 設定を変えられるのは、このチャットの管理者だけです。
telegram-oops = 問題が起きました。記録に残してあります。もう一度お試しください。
telegram-button-cancel = ✖ 中止
telegram-button-keep = ✔ これで残す
telegram-button-again = 🔄 もう一度
telegram-button-stronger = ➕ 強く
telegram-button-softer = ➖ 弱く
telegram-button-bigger = 🔍 大きく
telegram-button-colors = 🎨 元の色
telegram-button-swap = 🔀 入れ替え
telegram-button-compare = 🖼 見比べる
telegram-button-file = 📎 ファイル
telegram-command-stylize = 写真を絵画の画風で描き直す
telegram-command-presets = 選べる絵画
telegram-command-queue = 順番待ち
telegram-command-cancel = 自分の絵を中止する
telegram-command-settings = このチャットの既定値と制限
telegram-command-help = 頼み方
telegram-ask-photo = いい選択です。次に写真を送ってください：
telegram-ask-photo-group = いい選択です。このメッセージに写真で返信してください：
telegram-begin = { $name }：次に写真を送ってください。
telegram-begin-group = { $name }：このメッセージに写真で返信してください。
telegram-still-no-style = 写真は受け取りました。次に絵画を画像として送るか、質問の下から選んでください。/cancel で写真を片付けます。
telegram-still-no-photo = 画風は承知しました。次に写真を画像として送ってください。/cancel で取り消せます。
telegram-noted-photo = 始めかけのもの
telegram-choice-dropped = 承知しました。片付けました。
telegram-photo-dropped = 片付けました。別の写真を送ってください。
telegram-below = ✅ 絵は下にあります。
telegram-emptied = 🗑 削除しました。
telegram-comes-here = 🔒 絵はここに届きます。
telegram-sent-alone = あなただけに届きます。
telegram-no-pictures-here = 絵はできましたが、ここでは写真もファイルも送れません。ボタンを押すと個別チャットにお届けします。
telegram-greeting =
    こんにちは！写真を絵画の画風で描き直します。
    写真に /stylize と返信して絵画を選ぶか、/stylize と書き添えた絵画で返信してください。
    くわしくは /help、管理者の方は /settings をどうぞ。
telegram-delete-sure = この絵を完全に削除しますか？
telegram-delete-kept = 何も削除していません。
telegram-deleted = 削除しました。
telegram-forget-ask =
    保管しているもの：
    • 依頼：{ $jobs }
    • 画像：{ $pictures }
    • ご自分の画風：{ $presets }

    すべてのチャットの分をまとめて削除しますか？チャットに届いているものは、そちらで削除してください。
telegram-forgotten = 削除しました。依頼：{ $jobs }、画像：{ $pictures }、ご自分の画風：{ $presets }。もう何も保管していません。
telegram-forget-kept = 何も削除していません。
telegram-settings-unknown =
    「{ $word }」がわかりません。使えるもの：
    { $known }
telegram-settings-block-whom = その人のメッセージに /settings { $verb } と返信してください。
telegram-settings-log-whose = あなたが管理していて、こちらから見えるチャットにだけ報告します。そのチャットで log=here と書くか、番号を書いてください。
telegram-setting-strength = 既定の強さ
telegram-setting-size = 既定の大きさ（長辺のピクセル数）
telegram-setting-quality = 既定の品質
telegram-setting-colors = 既定の色
telegram-setting-max-size = 大きさの上限（ピクセル）
telegram-setting-max-quality = 品質の上限
telegram-setting-jobs = 一人が同時に頼める数
telegram-setting-jobs-here = このチャットで同時に頼める数
telegram-setting-cooldown = 次の依頼までの間隔（秒）
telegram-setting-spoiler = 常にネタバレとして隠す
telegram-setting-topics = 描くトピック
telegram-setting-log = 誰が何を頼んだかを伝えるチャット
telegram-setting-blocked = ここで断る人
telegram-setting-files = 毎回ファイルも送る
telegram-button-other = 🔁 別の写真
telegram-button-drop = ✖ やめる
telegram-button-hush = 🔒 自分だけに
telegram-button-alone = 🔒 自分だけに送る
telegram-button-delete = 🗑 削除
telegram-button-delete-yes = 🗑 はい、削除する
telegram-button-delete-no = いいえ、残す
telegram-button-forget = 🗑 はい、すべて削除
telegram-button-forget-no = いいえ、残す
telegram-command-forget = 自分のものをすべて削除
telegram-styles = 写真をすべての画風で描いてみました。選ぶと本格的に描きます。ご自分の絵画で返信しても構いません。
telegram-styles-need-photo = /styles と書き添えて写真を送るか、写真に /styles と返信してください。
telegram-variations = 4通りです。選ぶと本格的に描きます。
telegram-button-styles = 🖼 別の画風
telegram-button-variations = 🎲 バリエーション
telegram-command-styles = 写真をすべての画風で見る
telegram-logged = { $name }さんの依頼：{ $recipe }
telegram-stats-admins = このチャットの数字を見られるのは管理者だけです。
telegram-command-stats = このチャットの数字
telegram-stats =
    過去24時間：
    • 完成：{ $done }
    • 失敗：{ $failed }
    • 中止：{ $cancelled }
    • 制作中：{ $running }、順番待ち：{ $waiting }
telegram-stats-time = 依頼から完成まで：ふだんは{ $usual }、長くて{ $longest }。
