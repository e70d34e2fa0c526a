# Discord: commands, buttons and messages.

discord-command-stylize = stylize
discord-command-presets = presets
discord-command-queue = queue
discord-command-cancel = cancel
discord-command-settings = settings
discord-command-stylize-message = Stylize…
discord-command-stylize-avatar = Stylize avatar
discord-command-history = history
discord-command-help = help
discord-command-forget = forget
discord-command-styles = styles
discord-command-stats = stats

discord-about-stylize = Repaint a photo in the style of a painting
discord-about-stylize-content = The photo
discord-about-stylize-style = The painting; or choose a preset
discord-about-stylize-preset = A named style instead of a painting
discord-about-stylize-strength = 1 is nearly the photo, 100 nearly pure painting
discord-about-stylize-quality = More steps look better and take longer
discord-about-stylize-size = Longest side in pixels
discord-about-stylize-colors = Which colours the picture gets
discord-about-stylize-style2 = A second painting to blend in
discord-about-stylize-blend = Share of the second painting in percent, or weights such as 3,7
discord-about-stylize-seed = Another number gives another picture
discord-about-stylize-timelapse = Also an animation of the picture growing
discord-about-stylize-private = Only you see any of it, the picture too
discord-about-presets = The styles of this server
discord-about-presets-add = Managers: a painting to add
discord-about-presets-name = The name of the added style
discord-about-presets-remove = Managers: a style to remove
discord-about-queue = Your pictures in the making, and how busy it is
discord-about-cancel = Give up a picture in the making
discord-about-cancel-job = Which one
discord-about-settings = Channels, limits and defaults of this server
discord-about-history = Your newest pictures, to fetch again
discord-about-help = How to ask, with an example
discord-about-forget = Delete everything that is kept of you
discord-about-styles = Try every style on a photo, then choose one
discord-about-styles-content = The photo
discord-about-styles-private = Only you see the picture you choose
discord-about-stats = What this server had painted in the last day

discord-option-content = content
discord-option-style = style
discord-option-preset = preset
discord-option-strength = strength
discord-option-quality = quality
discord-option-size = size
discord-option-colors = colors
discord-option-style2 = style2
discord-option-blend = blend
discord-option-seed = seed
discord-option-timelapse = timelapse
discord-option-add = add
discord-option-name = name
discord-option-remove = remove
discord-option-job = job
discord-option-private = private

discord-choice-quality-draft = draft: quick
discord-choice-quality-standard = standard
discord-choice-quality-fine = fine: slow
discord-choice-colors-style = the painting’s colours
discord-choice-colors-keep = the photo’s own colours
discord-choice-colors-match = the painting’s palette, fitted to the photo
discord-choice-spoiler-True = always
discord-choice-spoiler-False = only when the photo or the painting was one
discord-choice-avatars-own = one’s own
discord-choice-avatars-anyone = anybody’s
discord-choice-avatars-off = nobody’s

discord-button-cancel = Cancel
discord-button-keep = Keep this
discord-button-again = Again
discord-button-stronger = Stronger
discord-button-softer = Softer
discord-button-bigger = Bigger
discord-button-colors = Original colours
discord-button-swap = Swap
discord-button-compare = Compare
discord-button-recipe = Recipe
discord-button-delete = Delete
discord-button-fetch = Fetch my picture
discord-button-styles = Another style
discord-button-variations = Variations
discord-button-change = Change…
discord-button-erase = Delete for good
discord-button-spare = Not after all
discord-button-forget = Delete everything

discord-waiting = number { $position } of { $count } in the queue
discord-starting = getting ready
discord-step = step { $step } of { $steps }
discord-left = { $time } left
discord-seconds =
    { $count ->
        [one] about { $count } second
       *[other] about { $count } seconds
    }
discord-minutes =
    { $count ->
        [one] about { $count } minute
       *[other] about { $count } minutes
    }
discord-hours =
    { $count ->
        [one] about { $count } hour
       *[other] about { $count } hours
    }
discord-sketch = A first sketch; the real painting follows.
discord-own-style =
    { $count ->
        [one] own painting
       *[other] { $count } own paintings
    }
discord-strength = strength { $strength }
discord-took = { $seconds } s
discord-seed = seed { $seed }
discord-kept = Finished early, as you wished.
discord-alt = { $photo }, repainted in the style of: { $style }
discord-alt-preview = The picture as it is now, { $percent } percent done
discord-alt-compare = Photo, painting and result side by side
discord-cancelled = { $who }: cancelled.
discord-failed = { $who }, this picture did not work out.
discord-ready = { $who }, your picture is ready.
discord-fitted = Too large for this place as it was; sent as { $how }.
discord-no-timelapse = The animation is too large for this place.
discord-animation-lost = The animation could not be sent.
discord-moved = This takes longer: it goes on in a new message below.
discord-moved-dm = This takes longer: it goes on in a direct message to you.
discord-unreachable = { $who }, this takes longer than I may write here. Press the button in a while to fetch the picture.
discord-dm-promise = Your picture takes { $time }. You get it here.
discord-broken = Something went wrong on my side. Please try again.
discord-recipe = The recipe as a command to copy; the PNG carries it too.
discord-queue-mine =
    { $count ->
        [one] Your picture in the making
       *[other] Your pictures in the making: { $count }
    }
discord-queue-server = Here in all: { $painting } being painted, { $waiting } waiting
discord-cancelling = Cancelled: { $name }
discord-presets =
    { $count ->
        [one] One style
       *[other] { $count } styles
    }
discord-preset-added = Added: { $name }
discord-preset-removed = Removed: { $name }
discord-preset-replaced = Replaced: { $name } has a new painting now.

discord-modal-title = Stylize this picture
discord-modal-style = A painting
discord-modal-preset = Or a named style
discord-modal-strength = Strength
discord-modal-size = Longest side in pixels
discord-modal-finish = Quality and colours
discord-modal-seed = Seed: another number, another picture
discord-modal-change = Change this picture

discord-settings = Settings of this server
discord-setting-allowed-channels = Channels where pictures are made
discord-setting-everywhere = all
discord-setting-priority-roles = Roles that go first
discord-setting-nobody = none
discord-setting-usual = not set here
discord-setting-default-strength = Default strength
discord-setting-default-size = Default size (pixels)
discord-setting-default-quality = Default quality
discord-setting-default-colors = Default colours
discord-setting-max-size = Largest size (pixels)
discord-setting-max-quality = Best quality
discord-setting-jobs-per-person = Pictures a person at once
discord-setting-jobs-per-server = Pictures of the server at once
discord-setting-cooldown = Pause between two pictures (seconds)
discord-setting-sizes = Strength and sizes
discord-setting-limits = How many, how often
discord-setting-blocked = People who are refused
discord-setting-exempt = Moderators are exempt from the limits of this server.
discord-setting-results-channel = Channel that shows every finished picture
discord-setting-log-channel = Channel that hears who had what painted
discord-setting-always-spoiler = Pictures as spoilers
discord-setting-avatars = Avatars that may be painted
discord-saved = Saved.

refusal-style-twice = Give a painting or a named style, not both.
refusal-not-fetched = That file could not be fetched from Discord. Please attach it again.
refusal-unreachable = This would take { $time }. I may not write in this channel by myself, and your direct messages are closed, so I could not bring it to you. Open your direct messages, choose a lower quality or a smaller size, or ask in a server where I am a member.
refusal-managers-only = Only people who may manage this server can do that.
refusal-no-picture-there = There is no picture in that message.
refusal-no-image-file = “{ $name }” is not a picture. Attach a photo, for example as JPEG, PNG or WebP.
refusal-not-ready = It is not finished yet. Press again in a while.
discord-which-picture = Which of the pictures?
discord-exempt = Members cannot ask in this channel; you can, because you moderate here.
discord-history =
    { $count ->
        [one] Your newest picture
       *[other] Your { $count } newest pictures
    }
discord-history-none = You have no pictures here yet, or none any more. /{ $help } shows how to ask.
discord-history-hint = A button brings that picture here, for you alone.
discord-help =
    Impasto repaints a photo in the style of a painting.
    `/{ $stylize }` with a photo as `{ $content }`, and a painting as `{ $style }` or the name of one as `{ $preset }`. For example:
    ```/{ $stylize } { $content }:(your photo) { $preset }:{ $example } { $strength }:70```
    A picture in somebody’s message: *Apps* → *{ $form }*
    `/{ $presets }` shows the styles, `/{ $history }` your pictures, `/{ $queue }` who waits, `/{ $cancel }` stops one.
discord-section-places = Where, and who
discord-section-painting = How it is painted
discord-section-showing = What becomes of the pictures
refusal-stale-command = Your Discord still shows an older version of this command. Reload Discord (Ctrl+R, or close and reopen the app) and try again.
refusal-choice-over = This choice is over, or belongs to somebody else. Please start again.
refusal-nothing-changed = Nothing would be different. Change at least one field.
discord-forget = Of you are kept: jobs { $jobs }, pictures { $pictures }, styles { $presets }. All of it can be deleted now, for good. Messages that were sent already stay in Discord.
discord-forget-nothing = Nothing is kept of you.
discord-forgotten = Deleted: jobs { $jobs }, pictures { $pictures }, styles { $presets }.
discord-sheet-styles = Which style? The one you choose is painted.
discord-sheet-variations = Which one? The one you choose is painted.
discord-log = { $who }: “{ $photo }” in the style of { $style }. { $link }
discord-log-private = { $who } had a private picture painted.
refusal-avatars-off = Avatars are not painted in this server. Use /stylize with a picture of yours.
refusal-avatars-own = Here you can have only your own avatar painted.
discord-stats =
    { $count ->
        [one] { $count } picture in the last 24 hours
       *[other] { $count } pictures in the last 24 hours
    }
discord-stats-wait = From asking to the picture: half within { $half }, nearly all within { $most }.
