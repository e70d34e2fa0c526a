telegram-start =
    Hello! I repaint photos in the style of paintings.

    Send me two pictures as one album: first your photo, then the painting. That is all.

    You can also send a photo and then choose a painting from my list. /help shows more.
telegram-start-group =
    Hello! I repaint photos in the style of paintings.

    Reply to somebody's photo with a painting and the caption /stylize, or reply to a photo with /stylize alone and choose a painting.
telegram-help =
    How to ask:
    • An album of two pictures: the photo first, then the painting. In a group with the caption /stylize. More pictures are more paintings, blended.
    • A painting with the caption /stylize, in reply to a photo.
    • /stylize in reply to a photo; then choose a painting, or send one.
    • /stylize preset=pastel in reply to a photo.

    Options follow the command:
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength: 1 is nearly the photo, 100 nearly the painting
    colors: style, keep (the photo's own) or match
    size: longest side in pixels
    quality: draft, standard or fine

    Pictures sent as files keep their full quality.
    /presets shows my paintings, /queue who waits, /cancel stops your picture.
telegram-send-photo = Send me two pictures as one album: first your photo, then the painting. Or just the photo, and then choose a painting.
telegram-reply-to-photo = Reply to a photo with /stylize, or send two pictures as one album with the caption /stylize.
telegram-ask-style = A fine photo. Now send me the painting, or choose one:
telegram-ask-style-group = A fine photo. Now reply to this message with the painting, or choose one:
telegram-options-noted = Noted. Now send me the painting.
telegram-expired = No painting came, so I have put this photo aside. Just start again.
telegram-choice-over = This choice is over. Please start again.
telegram-too-old = This button is too old. Please start again.
telegram-too-big = This file is larger than the { $limit } MB that Telegram hands me. Send it as a photo instead of a file, or make it smaller first.
telegram-not-fetched = Telegram did not give me the picture. Please send it again.
telegram-unknown-word = I do not know “{ $word }”.
telegram-did-you-mean = Did you mean “{ $word }”?
telegram-options = Options are written like strength=70. There are: { $options }. Correct your message, or send it again.
telegram-wrong-value = That does not work: { $detail }. For example: /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ You are next
       *[other] ⏳ You are number { $position } of { $waiting }
    }
telegram-beginning = ⏳ Getting ready…
telegram-step-of = Step { $step } of { $steps }
telegram-left = about { $time } left
telegram-seconds = { $count } s
telegram-minutes = { $count } min
telegram-hours = { $count } h
telegram-sketch = A quick sketch; the real picture is coming.
telegram-done = ✅ Done in { $time }
telegram-kept = ✅ Kept after { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } step
       *[other] { $steps } steps
    }
telegram-made-smaller = Sent as { $note } to fit.
telegram-timelapse = How it grew.
telegram-no-file = The picture is here, but its file could not be sent. Try the button “File”.
telegram-failed = ❌ It did not work. { $reason }
telegram-cancelled = ✖ Cancelled.
telegram-cancelling = Cancelled.
telegram-keeping = I keep it as it is now.
telegram-accepted = It is in the queue.
telegram-coming = One moment…
telegram-queue-empty = Nobody is waiting in this chat.
telegram-queue-title =
    { $count ->
        [one] One picture in this chat:
       *[other] { $count } pictures in this chat:
    }
telegram-cancel-none = There is nothing of yours to cancel.
telegram-cancel-which = Which one?
telegram-presets = Touch a style, then send me the photo. Or reply to a photo with { $example }
telegram-no-presets = There are no paintings here yet. Send your own.
telegram-settings =
    Settings of this chat:
    { $values }

    Change them like this: /settings quality=draft max_size=1024 files=on
    Back to the default: /settings quality=default
telegram-settings-admins = Only administrators of this chat can change its settings.
telegram-oops = Something went wrong here, and it is in my log. Please try again.
telegram-button-cancel = ✖ Cancel
telegram-button-keep = ✔ Keep this
telegram-button-again = 🔄 Again
telegram-button-stronger = ➕ Stronger
telegram-button-softer = ➖ Softer
telegram-button-bigger = 🔍 Bigger
telegram-button-colors = 🎨 Original colours
telegram-button-swap = 🔀 Swap
telegram-button-compare = 🖼 Compare
telegram-button-file = 📎 File
telegram-command-stylize = Repaint a photo in the style of a painting
telegram-command-presets = The paintings to choose from
telegram-command-queue = Who is waiting
telegram-command-cancel = Stop your picture
telegram-command-settings = Defaults and limits of this chat
telegram-command-help = How to ask
telegram-ask-photo = Good choice. Now send me the photo:
telegram-ask-photo-group = Good choice. Now reply to this message with the photo:
telegram-begin = { $name }: now send me your photo.
telegram-begin-group = { $name }: now reply to this message with your photo.
telegram-still-no-style = I have your photo. Now send me the painting as a picture, or choose one under my question. /cancel puts the photo aside.
telegram-still-no-photo = I know the style. Now send me the photo as a picture. /cancel puts the style aside.
telegram-noted-photo = what you began
telegram-choice-dropped = All right, I have put it aside.
telegram-photo-dropped = Put aside. Now the other photo, please.
telegram-below = ✅ The picture is further down.
telegram-emptied = 🗑 Deleted.
telegram-comes-here = 🔒 Your picture comes here.
telegram-sent-alone = It comes to you alone.
telegram-no-pictures-here = Your picture is finished, but I may send neither photos nor files here. Touch the button, and I bring it to our private chat.
telegram-greeting =
    Hello! I repaint photos in the style of paintings.
    Reply to a photo with /stylize and choose a painting, or reply to it with a painting and the caption /stylize.
    /help shows more; administrators find /settings.
telegram-delete-sure = Delete this picture for good?
telegram-delete-kept = Nothing was deleted.
telegram-deleted = Deleted.
telegram-forget-ask =
    This is what I keep of you:
    • requests: { $jobs }
    • pictures: { $pictures }
    • styles of your own: { $presets }

    Delete all of it, from every chat? What stands in your chats already, you delete there.
telegram-forgotten = Deleted. Requests: { $jobs }, pictures: { $pictures }, styles of your own: { $presets }. I keep nothing of you any more.
telegram-forget-kept = Nothing was deleted.
telegram-settings-unknown =
    I do not know “{ $word }”. There are:
    { $known }
telegram-settings-block-whom = Reply to a message of that person with /settings { $verb }.
telegram-settings-log-whose = I report only to a chat that you administer and that I can see. Write log=here in it, or give its number.
telegram-setting-strength = Default strength
telegram-setting-size = Default size (longest side in pixels)
telegram-setting-quality = Default quality
telegram-setting-colors = Default colours
telegram-setting-max-size = Largest size (pixels)
telegram-setting-max-quality = Best quality
telegram-setting-jobs = Pictures a person at once
telegram-setting-jobs-here = Pictures in this chat at once
telegram-setting-cooldown = Pause between two pictures (seconds)
telegram-setting-spoiler = Always covered as a spoiler
telegram-setting-topics = Topics in which I paint
telegram-setting-log = Chat that hears who had what painted
telegram-setting-blocked = People I refuse here
telegram-setting-files = The file with every picture
telegram-button-other = 🔁 Other photo
telegram-button-drop = ✖ Cancel
telegram-button-hush = 🔒 For me alone
telegram-button-alone = 🔒 Send it to me alone
telegram-button-delete = 🗑 Delete
telegram-button-delete-yes = 🗑 Yes, delete it
telegram-button-delete-no = No, keep it
telegram-button-forget = 🗑 Yes, delete everything
telegram-button-forget-no = No, keep it
telegram-command-forget = Delete everything of mine
telegram-styles = Your photo in every style. Touch one, and I paint it in full; or reply with a painting of your own.
telegram-styles-need-photo = Send me a photo with the caption /styles, or reply to one with /styles.
telegram-variations = Four ways. Touch one, and I paint it in full.
telegram-button-styles = 🖼 Another style
telegram-button-variations = 🎲 Variations
telegram-command-styles = See your photo in every style
telegram-logged = { $name } had this painted: { $recipe }
telegram-stats-admins = Only administrators of this chat can see its numbers.
telegram-command-stats = Numbers of this chat
telegram-stats =
    In the last 24 hours:
    • finished: { $done }
    • failed: { $failed }
    • cancelled: { $cancelled }
    • being painted: { $running }, waiting: { $waiting }
telegram-stats-time = From asking to the picture: { $usual } usually, { $longest } at the longest.
