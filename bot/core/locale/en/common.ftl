# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = I cannot take this picture: { $detail }.
refusal-busy = The machine is too busy to read pictures at the moment; nothing is wrong with yours. Try again in a minute.
refusal-picture-too-large = This picture is too large: { $detail }. Send a smaller one.
refusal-picture-too-small = This picture cannot be painted: { $detail }.
refusal-bad-option = One of the options does not work: { $detail }.
refusal-unknown-preset = There is no style called “{ $name }”. There are: { $known }.
refusal-bad-name = “{ $name }” cannot be the name of a style: use 1 to 32 letters, digits, spaces, - or _, beginning with a letter or a digit.
refusal-name-taken = “{ $name }” is the name of a style that ships with me. Choose another name.
refusal-too-many-presets =
    { $limit ->
        [one] There is room for only { $limit } style. Remove it first.
       *[other] There is room for only { $limit } styles. Remove one first.
    }
refusal-preset-ships = “{ $name }” ships with me and cannot be removed.
refusal-preset-not-here = “{ $name }” belongs to the whole installation; only its owner can remove it.
refusal-queue-full =
    { $count ->
        [one] The queue is full: { $count } picture is waiting. Try again in a few minutes.
       *[other] The queue is full: { $count } pictures are waiting. Try again in a few minutes.
    }
refusal-too-many-of-yours =
    { $count ->
        [one] { $count } picture of yours is waiting already, and { $limit } is the most. Wait until it is done, or cancel it.
       *[other] { $count } pictures of yours are waiting already, and { $limit } are the most. Wait until one is done, or cancel one.
    }
refusal-too-many-of-server =
    { $count ->
        [one] { $count } picture is waiting here already, and { $limit } is the most. Try again when it is done.
       *[other] { $count } pictures are waiting here already, and { $limit } are the most. Try again when one is done.
    }
refusal-cooldown =
    { $seconds ->
        [one] One picture at a time: try again in { $seconds } second.
       *[other] One picture at a time: try again in { $seconds } seconds.
    }
refusal-blocked = You may not use this bot here. Ask those who run it if you think that is a mistake.
refusal-moderated = These pictures are not taken here: { $detail }.
refusal-moderation-failed = The pictures could not be checked just now, so they are not taken. Try again in a minute.
refusal-size-not-allowed = { $asked } pixels are too many: at most { $limit } are allowed here. Choose a smaller size.
refusal-size-reached = This picture already has the largest size that is allowed here: { $limit } pixels.
refusal-quality-not-allowed = The quality “{ $asked }” is not allowed here; the best is “{ $limit }”.
refusal-iterations-not-allowed = { $asked } iterations are too many: at most { $limit } are allowed here.
refusal-too-many-styles =
    { $limit ->
        [one] Only { $limit } style image can be used at a time. Send fewer.
       *[other] At most { $limit } style images can be mixed. Send fewer.
    }
refusal-blend-mismatch =
    { $styles ->
        [one] The blend names { $given } weights, but there is { $styles } style image. Give one weight for each.
       *[other] The blend names { $given } weights, but there are { $styles } style images. Give one weight for each.
    }
refusal-owner-only = The option “{ $option }” can only be used on the machine itself. Leave it out.
refusal-style-missing = A style is missing. Add a painting, or choose one of the named styles.
refusal-not-yours = This is somebody else’s picture; only they, or who keeps order here, can do that.
refusal-not-your-photo = This picture was painted from somebody else’s photo: only they can show more of it. You can make it stronger, or choose another style.
refusal-no-such-job = I do not know this picture any more. It was deleted, or its time has run out.
refusal-already-over = Too late: this picture is over already.
refusal-not-started = This picture has not been begun, so there is nothing to keep yet. Wait for its turn, or cancel it.
refusal-too-early = It is too early to keep this picture: the photo still shows through. Try again in a moment.
refusal-sheet-failed = The samples could not be drawn just now. Try again in a minute.
refusal-nothing-to-vary = There is nothing stronger than this.
refusal-shutting-down = I am being restarted. Everything in the queue is kept; try again in a minute.
refusal-channel-not-allowed = Pictures are not made here. Ask in one of the places that were chosen for it.
refusal-pictures-gone = The pictures for this are not kept any more. Send them again.
refusal-storage-full = The disk is full, so no more pictures can be taken. Please tell those who run this bot.
refusal-storage-busy = The bot's storage cannot be written right now. Please try again in a minute.

# Why a job failed.
error-engine-error = The picture could not be painted. Those who run this bot find the reason in its log.
error-bad-option = One of the options does not work: { $detail }.
error-bad-picture = One of the pictures could not be read: { $detail }. Try another file.
error-picture-too-large = One of the pictures is too large: { $detail }. Send a smaller one.
error-picture-too-small = One of the pictures cannot be painted: { $detail }.
error-bad-device = The device for painting cannot be used. Please tell those who run this bot.
error-bad-weights = The painting network could not be loaded. Please tell those who run this bot.
error-out-of-memory = There is not enough memory for a picture of this size. Try a smaller size.
error-worker-died = The painting broke off twice. Try again with a smaller size.
error-busy = The machine was too busy for this picture. Please try again in a minute.
error-pictures-gone = The pictures for this are not there any more. Send them again.
error-inputs-deleted = The photo’s owner has deleted it, so this picture cannot be painted any more.
error-poison = I was interrupted several times while painting this, and have given it up. Try again with a smaller size.
error-internal = Something unexpected went wrong, and not through any fault of yours. Please try again.

# How a job stands.
state-queued = waiting
state-running = being painted
state-done = done
state-delivered = delivered
state-failed = failed
state-cancelled = cancelled

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count ->
        [one] One machine is painting, easels in use: { $easels }
       *[other] { $count } machines are painting, easels in use: { $easels }
    }

# What there is to choose on a sheet.
choice-strength = strength { $strength }
