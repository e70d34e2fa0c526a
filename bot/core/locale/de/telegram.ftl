telegram-start =
    Hallo! Ich male Fotos im Stil von Gemälden neu.

    Schick mir zwei Bilder als ein Album: zuerst dein Foto, dann das Gemälde. Das ist alles.

    Du kannst auch ein Foto schicken und dann ein Gemälde aus meiner Liste wählen. Mehr zeigt /help.
telegram-start-group =
    Hallo! Ich male Fotos im Stil von Gemälden neu.

    Antworte auf ein Foto mit einem Gemälde und der Bildunterschrift /stylize, oder antworte nur mit /stylize und wähle ein Gemälde.
telegram-help =
    So kannst du fragen:
    • Ein Album aus zwei Bildern: zuerst das Foto, dann das Gemälde. In einer Gruppe mit der Bildunterschrift /stylize. Weitere Bilder sind weitere Gemälde, gemischt.
    • Ein Gemälde mit der Bildunterschrift /stylize als Antwort auf ein Foto.
    • /stylize als Antwort auf ein Foto; dann wähle ein Gemälde oder schick eines.
    • /stylize preset=pastel als Antwort auf ein Foto.

    Optionen folgen dem Befehl:
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength: 1 ist fast das Foto, 100 fast das Gemälde
    colors: style, keep (die des Fotos) oder match
    size: längste Seite in Pixeln
    quality: draft, standard oder fine

    Als Datei geschickte Bilder behalten ihre volle Qualität.
    /presets zeigt meine Gemälde, /queue, wer wartet, /cancel bricht dein Bild ab.
telegram-send-photo = Schick mir zwei Bilder als ein Album: zuerst dein Foto, dann das Gemälde. Oder nur das Foto, und wähle dann ein Gemälde.
telegram-reply-to-photo = Antworte auf ein Foto mit /stylize, oder schick zwei Bilder als ein Album mit der Bildunterschrift /stylize.
telegram-ask-style = Ein schönes Foto. Schick mir jetzt das Gemälde, oder wähle eines:
telegram-ask-style-group = Ein schönes Foto. Antworte jetzt auf diese Nachricht mit dem Gemälde, oder wähle eines:
telegram-options-noted = Gemerkt. Schick mir jetzt das Gemälde.
telegram-expired = Es kam kein Gemälde, darum habe ich das Foto beiseitegelegt. Fang einfach neu an.
telegram-choice-over = Diese Auswahl ist vorbei. Bitte fang neu an.
telegram-too-old = Dieser Knopf ist zu alt. Bitte fang neu an.
telegram-too-big = Diese Datei ist größer als die { $limit } MB, die Telegram mir gibt. Schick sie als Foto statt als Datei, oder verkleinere sie vorher.
telegram-not-fetched = Telegram hat mir das Bild nicht gegeben. Bitte schick es noch einmal.
telegram-unknown-word = „{ $word }“ kenne ich nicht.
telegram-did-you-mean = Meintest du „{ $word }“?
telegram-options = Optionen schreibt man wie strength=70. Es gibt: { $options }. Verbessere deine Nachricht, oder schick sie neu.
telegram-wrong-value = Das geht nicht: { $detail }. Zum Beispiel: /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ Du bist als Nächstes dran
       *[other] ⏳ Du bist Nummer { $position } von { $waiting }
    }
telegram-beginning = ⏳ Gleich geht es los…
telegram-step-of = Schritt { $step } von { $steps }
telegram-left = noch etwa { $time }
telegram-seconds = { $count } s
telegram-minutes = { $count } min
telegram-hours = { $count } h
telegram-sketch = Eine schnelle Skizze; das richtige Bild kommt noch.
telegram-done = ✅ Fertig in { $time }
telegram-kept = ✅ Behalten nach { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } Schritt
       *[other] { $steps } Schritte
    }
telegram-made-smaller = Passend gemacht: { $note }
telegram-timelapse = So ist es entstanden.
telegram-no-file = Das Bild ist da, aber seine Datei ließ sich nicht schicken. Versuch den Knopf „Datei“.
telegram-failed = ❌ Es hat nicht geklappt. { $reason }
telegram-cancelled = ✖ Abgebrochen.
telegram-cancelling = Abgebrochen.
telegram-keeping = Ich behalte es, wie es jetzt ist.
telegram-accepted = Kommt sofort!
telegram-coming = Einen Moment…
telegram-queue-empty = Niemand wartet.
telegram-queue-title =
    { $count ->
        [one] Ein Bild in diesem Chat:
       *[other] { $count } Bilder in diesem Chat:
    }
telegram-cancel-none = Von dir gibt es nichts abzubrechen.
telegram-cancel-which = Welches?
telegram-presets = Meine Gemälde: { $names }. Zum Beispiel: /stylize preset={ $example }
telegram-no-presets = Hier gibt es noch keine Gemälde. Schick dein eigenes.
telegram-settings =
    Einstellungen dieses Chats:
    { $values }

    So änderst du sie: /settings quality=draft max_size=1024 files=on
    Zurück zur Vorgabe: /settings quality=default
telegram-settings-admins = Nur Administratoren dieses Chats können seine Einstellungen ändern.
telegram-oops = Hier ist etwas schiefgegangen; es steht in meinem Protokoll. Bitte versuch es noch einmal.
telegram-button-cancel = ✖ Abbrechen
telegram-button-keep = ✔ So behalten
telegram-button-again = 🔄 Noch einmal
telegram-button-stronger = ➕ Stärker
telegram-button-softer = ➖ Schwächer
telegram-button-bigger = 🔍 Größer
telegram-button-colors = 🎨 Originalfarben
telegram-button-swap = 🔀 Tauschen
telegram-button-compare = 🖼 Vergleichen
telegram-button-file = 📎 Datei
telegram-command-stylize = Ein Foto im Stil eines Gemäldes malen
telegram-command-presets = Die Gemälde zur Auswahl
telegram-command-queue = Wer wartet
telegram-command-cancel = Dein Bild abbrechen
telegram-command-settings = Vorgaben und Grenzen dieses Chats
telegram-command-help = Wie man fragt
