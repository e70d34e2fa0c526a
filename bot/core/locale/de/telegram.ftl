telegram-start =
    Hallo! Ich male Fotos im Stil von Gemälden neu.

    Schick mir zwei Bilder als ein Album: zuerst dein Foto, dann das Gemälde. Das ist alles.

    Du kannst auch ein Foto schicken und dann ein Gemälde aus meiner Liste wählen. Mehr zeigt /help.
telegram-start-group =
    Hallo! Ich male Fotos im Stil von Gemälden neu.

    Antworte auf ein Foto mit einem Gemälde und der Bildunterschrift /stylize, oder antworte nur mit /stylize und wähle ein Gemälde.
telegram-help =
    So geht’s:
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
telegram-made-smaller = Passend gemacht, als { $note }.
telegram-timelapse = So ist es entstanden.
telegram-no-file = Das Bild ist da, aber seine Datei ließ sich nicht schicken. Versuch den Knopf „Datei“.
telegram-failed = ❌ Es hat nicht geklappt. { $reason }
telegram-cancelled = ✖ Abgebrochen.
telegram-cancelling = Abgebrochen.
telegram-keeping = Ich behalte es, wie es jetzt ist.
telegram-accepted = Steht in der Warteschlange.
telegram-coming = Einen Moment…
telegram-queue-empty = In diesem Chat wartet niemand.
telegram-queue-title =
    { $count ->
        [one] Ein Bild in diesem Chat:
       *[other] { $count } Bilder in diesem Chat:
    }
telegram-cancel-none = Von dir gibt es nichts abzubrechen.
telegram-cancel-which = Welches?
telegram-presets = Tippe auf einen Stil und schick mir dann das Foto. Oder antworte auf ein Foto mit { $example }
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
telegram-command-help = So geht’s
telegram-ask-photo = Gute Wahl. Schick mir jetzt das Foto:
telegram-ask-photo-group = Gute Wahl. Antworte jetzt auf diese Nachricht mit dem Foto:
telegram-begin = { $name }: Schick mir jetzt dein Foto.
telegram-begin-group = { $name }: Antworte jetzt auf diese Nachricht mit deinem Foto.
telegram-still-no-style = Dein Foto habe ich. Schick mir jetzt das Gemälde als Bild, oder wähle eines unter meiner Frage. /cancel legt das Foto beiseite.
telegram-still-no-photo = Den Stil kenne ich. Schick mir jetzt das Foto als Bild. /cancel legt den Stil beiseite.
telegram-noted-photo = was du begonnen hast
telegram-choice-dropped = Gut, ich habe es beiseitegelegt.
telegram-photo-dropped = Beiseitegelegt. Jetzt bitte das andere Foto.
telegram-below = ✅ Das Bild steht weiter unten.
telegram-emptied = 🗑 Gelöscht.
telegram-comes-here = 🔒 Dein Bild kommt hierher.
telegram-sent-alone = Es kommt nur zu dir.
telegram-no-pictures-here = Dein Bild ist fertig, aber ich darf hier weder Fotos noch Dateien senden. Tippe auf den Knopf, dann bringe ich es in unseren privaten Chat.
telegram-greeting =
    Hallo! Ich male Fotos im Stil von Gemälden neu.
    Antworte auf ein Foto mit /stylize und wähle ein Gemälde, oder antworte mit einem Gemälde und der Bildunterschrift /stylize.
    /help zeigt mehr; Administratoren finden /settings.
telegram-delete-sure = Dieses Bild endgültig löschen?
telegram-delete-kept = Nichts wurde gelöscht.
telegram-deleted = Gelöscht.
telegram-forget-ask =
    Das bewahre ich von dir auf:
    • Aufträge: { $jobs }
    • Bilder: { $pictures }
    • eigene Stile: { $presets }

    Alles davon löschen, aus allen Chats? Was schon in deinen Chats steht, löschst du dort.
telegram-forgotten = Gelöscht. Aufträge: { $jobs }, Bilder: { $pictures }, eigene Stile: { $presets }. Ich bewahre nichts mehr von dir auf.
telegram-forget-kept = Nichts wurde gelöscht.
telegram-settings-unknown =
    „{ $word }“ kenne ich nicht. Es gibt:
    { $known }
telegram-settings-block-whom = Antworte auf eine Nachricht dieser Person mit /settings { $verb }.
telegram-settings-log-whose = Ich berichte nur in einen Chat, den du verwaltest und den ich sehe. Schreib dort log=here, oder gib seine Nummer an.
telegram-setting-strength = Übliche Stärke
telegram-setting-size = Übliche Größe (längste Seite in Pixeln)
telegram-setting-quality = Übliche Qualität
telegram-setting-colors = Übliche Farben
telegram-setting-max-size = Größtes Maß (Pixel)
telegram-setting-max-quality = Beste Qualität
telegram-setting-jobs = Bilder gleichzeitig je Person
telegram-setting-jobs-here = Bilder gleichzeitig in diesem Chat
telegram-setting-cooldown = Pause zwischen zwei Bildern (Sekunden)
telegram-setting-spoiler = Immer als Spoiler verdeckt
telegram-setting-topics = Themen, in denen ich male
telegram-setting-log = Chat, der erfährt, wer was malen ließ
telegram-setting-blocked = Wen ich hier abweise
telegram-setting-files = Die Datei zu jedem Bild
telegram-button-other = 🔁 Anderes Foto
telegram-button-drop = ✖ Abbrechen
telegram-button-hush = 🔒 Nur für mich
telegram-button-alone = 🔒 Nur mir schicken
telegram-button-delete = 🗑 Löschen
telegram-button-delete-yes = 🗑 Ja, löschen
telegram-button-delete-no = Nein, behalten
telegram-button-forget = 🗑 Ja, alles löschen
telegram-button-forget-no = Nein, behalten
telegram-command-forget = Alles von mir löschen
telegram-styles = Dein Foto in jedem Stil. Tippe auf einen, dann male ich ihn richtig; oder antworte mit einem eigenen Gemälde.
telegram-styles-need-photo = Schick mir ein Foto mit der Bildunterschrift /styles, oder antworte auf eines mit /styles.
telegram-variations = Vier Arten. Tippe auf eine, dann male ich sie richtig.
telegram-button-styles = 🖼 Anderer Stil
telegram-button-variations = 🎲 Varianten
telegram-command-styles = Dein Foto in jedem Stil sehen
telegram-logged = { $name } hat das malen lassen: { $recipe }
telegram-stats-admins = Nur Administratoren dieses Chats können seine Zahlen sehen.
telegram-command-stats = Zahlen dieses Chats
telegram-stats =
    In den letzten 24 Stunden:
    • fertig: { $done }
    • nicht geklappt: { $failed }
    • abgebrochen: { $cancelled }
    • gerade gemalt: { $running }, in der Schlange: { $waiting }
telegram-stats-time = Von der Bitte bis zum Bild: meist { $usual }, längstens { $longest }.
