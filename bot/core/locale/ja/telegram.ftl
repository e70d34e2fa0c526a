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
telegram-made-smaller = 送れる大きさにしました：{ $note }
telegram-timelapse = 描かれていく様子です。
telegram-no-file = 絵は届きましたが、ファイルを送れませんでした。「ファイル」ボタンを試してください。
telegram-failed = ❌ うまくいきませんでした。{ $reason }
telegram-cancelled = ✖ 中止しました。
telegram-cancelling = 中止しました。
telegram-keeping = 今の状態で残します。
telegram-accepted = すぐ始めます！
telegram-coming = 少々お待ちください…
telegram-queue-empty = 待っている人はいません。
telegram-queue-title = このチャットの絵は{ $count }件です：
telegram-cancel-none = 中止できるものはありません。
telegram-cancel-which = どれですか？
telegram-presets = 絵画の一覧：{ $names }。例：/stylize preset={ $example }
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
