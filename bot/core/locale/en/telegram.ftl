telegram-start =
    Hello! I repaint photos in the style of paintings.

    Send me two pictures as one album: first your photo, then the painting. That is all.

    You can also send a photo and then choose a painting from my list. /help shows more.
telegram-start-group =
    Hello! I repaint photos in the style of paintings.

    Answer somebody's photo with a painting and the caption /stylize, or answer a photo with /stylize alone and choose a painting.
telegram-help =
    Ways to ask:
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
telegram-reply-to-photo = Answer a photo with /stylize, or send two pictures as one album with the caption /stylize.
telegram-ask-style = A fine photo. Now send me the painting, or choose one:
telegram-ask-style-group = A fine photo. Now answer this message with the painting, or choose one:
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
telegram-made-smaller = Made to fit: { $note }
telegram-timelapse = How it grew.
telegram-no-file = The picture is here, but its file could not be sent. Try the button “File”.
telegram-failed = ❌ It did not work. { $reason }
telegram-cancelled = ✖ Cancelled.
telegram-cancelling = Cancelled.
telegram-keeping = I keep it as it is now.
telegram-accepted = Coming up!
telegram-coming = One moment…
telegram-queue-empty = Nobody is waiting.
telegram-queue-title =
    { $count ->
        [one] One picture in this chat:
       *[other] { $count } pictures in this chat:
    }
telegram-cancel-none = There is nothing of yours to cancel.
telegram-cancel-which = Which one?
telegram-presets = My paintings: { $names }. For example: /stylize preset={ $example }
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
