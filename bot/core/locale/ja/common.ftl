# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = この画像は使えません：{ $detail }。
refusal-busy = いまは処理が混み合っていて画像を読み取れません。画像に問題はありません。1 分ほどしてからもう一度お試しください。
refusal-picture-too-large = 画像が大きすぎます：{ $detail }。もっと小さい画像を送ってください。
refusal-picture-too-small = この画像は描けません：{ $detail }。
refusal-bad-option = 使えないオプションがあります: { $detail }。
refusal-unknown-preset = 「{ $name }」というスタイルはありません。使えるのは { $known } です。
refusal-bad-name = 「{ $name }」はスタイル名にできません。文字、数字、空白、-、_ を 1〜32 文字で、先頭は文字か数字にしてください。
refusal-name-taken = 「{ $name }」は付属のスタイルの名前です。別の名前を選んでください。
refusal-too-many-presets = スタイルは { $limit } 個までです。先にどれかを削除してください。
refusal-preset-ships = 「{ $name }」は付属のスタイルなので削除できません。
refusal-preset-not-here = 「{ $name }」はこのボット全体のものです。削除できるのは運営者だけです。
refusal-queue-full = 順番待ちがいっぱいです（{ $count } 件）。数分後にもう一度お試しください。
refusal-too-many-of-yours = あなたの順番待ちはすでに { $count } 件で、上限は { $limit } 件です。終わるのを待つか、どれかを取り消してください。
refusal-too-many-of-server = ここの順番待ちはすでに { $count } 件で、上限は { $limit } 件です。終わってからもう一度お試しください。
refusal-cooldown = 続けては送れません。{ $seconds } 秒後にもう一度お試しください。
refusal-blocked = ここではこのボットを使えません。間違いだと思う場合は運営者に問い合わせてください。
refusal-moderated = これらの画像はここでは受け付けません：{ $detail }。
refusal-moderation-failed = 今は画像を確認できないため、受け付けられません。1 分後にもう一度お試しください。
refusal-size-not-allowed = { $asked } ピクセルは大きすぎます。ここでは { $limit } までです。小さいサイズを選んでください。
refusal-size-reached = この絵はすでに、ここで許される最大の大きさ({ $limit }ピクセル)です。
refusal-quality-not-allowed = 品質「{ $asked }」はここでは使えません。最高は「{ $limit }」です。
refusal-iterations-not-allowed = { $asked } 回の反復は多すぎます。ここでは { $limit } 回までです。
refusal-too-many-styles = 混ぜられるスタイル画像は { $limit } 枚までです。枚数を減らしてください。
refusal-blend-mismatch = 配合の重みが { $given } 個ですが、スタイル画像は { $styles } 枚です。1 枚につき 1 つ指定してください。
refusal-owner-only = オプション「{ $option }」はボットの動く機械の上でしか使えません。外してください。
refusal-style-missing = スタイルがありません。絵を添付するか、名前付きのスタイルを選んでください。
refusal-not-yours = これはほかの人の絵です。操作できるのは本人か、ここの管理者だけです。
refusal-not-your-photo = この絵はほかの人の写真から描かれています。写真をもっとはっきり見せられるのは本人だけです。強くするか、別のスタイルを選んでください。
refusal-no-such-job = この画像はもうありません。削除されたか、保存期間が過ぎました。
refusal-already-over = もう間に合いません。この絵はすでに終わっています。
refusal-not-started = この絵はまだ始まっていないので、残せるものがありません。順番を待つか、取り消してください。
refusal-too-early = まだ写真が透けて見えるので、ここで完成にするには早すぎます。少し待ってからもう一度お試しください。
refusal-sheet-failed = 今は見本を描けませんでした。1 分後にもう一度お試しください。
refusal-nothing-to-vary = これより強くすることはできません。
refusal-shutting-down = 再起動しています。順番待ちはすべて残ります。1 分後にもう一度お試しください。
refusal-channel-not-allowed = ここでは絵を描けません。決められた場所で頼んでください。
refusal-pictures-gone = 元の画像はもう保存されていません。もう一度送ってください。
refusal-storage-full = ディスクがいっぱいで、画像を受け付けられません。運営者に知らせてください。
refusal-storage-busy = いまボットのデータを書き込めません。1分ほどしてからもう一度お試しください。

# Why a job failed.
error-engine-error = 絵を描けませんでした。理由は運営者の記録に残っています。
error-bad-option = 使えないオプションがあります: { $detail }。
error-bad-picture = 読み取れない画像がありました: { $detail }。別のファイルをお試しください。
error-picture-too-large = 大きすぎる画像があります: { $detail }。もっと小さい画像を送ってください。
error-picture-too-small = 描けない画像があります：{ $detail }。
error-bad-device = 描画用の装置が使えません。運営者に知らせてください。
error-bad-weights = 描画用のネットワークを読み込めませんでした。運営者に知らせてください。
error-out-of-memory = この大きさの画像にはメモリが足りません。小さいサイズでお試しください。
error-worker-died = 描画が 2 回中断しました。小さいサイズでお試しください。
error-busy = 混み合っていて描けませんでした。1 分後にもう一度お試しください。
error-pictures-gone = 元の画像はもうありません。もう一度送ってください。
error-inputs-deleted = 写真の持ち主が写真を削除したため、この絵はもう描けません。
error-poison = 描いている間に何度も中断されたため、あきらめました。小さいサイズでお試しください。
error-internal = 予期しない問題が起きました。あなたのせいではありません。もう一度お試しください。

# How a job stands.
state-queued = 順番待ち
state-running = 描画中
state-done = 完成
state-delivered = 送信済み
state-failed = 失敗
state-cancelled = 取り消し

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count } 台で描いています。使用中のイーゼル：{ $easels }

# What there is to choose on a sheet.
choice-strength = 強さ { $strength }
