# Discord: commands, buttons and messages.

discord-command-stylize = stilisieren
discord-command-presets = stile
discord-command-queue = warteschlange
discord-command-cancel = abbrechen
discord-command-settings = einstellungen
discord-command-stylize-message = Stilisieren…
discord-command-stylize-avatar = Avatar stilisieren
discord-command-history = verlauf
discord-command-help = hilfe
discord-command-forget = vergessen
discord-command-styles = stilproben
discord-command-stats = statistik

discord-about-stylize = Male ein Foto im Stil eines Gemäldes neu
discord-about-stylize-content = Das Foto
discord-about-stylize-style = Das Gemälde; oder wähle einen Stil
discord-about-stylize-preset = Ein benannter Stil statt eines Gemäldes
discord-about-stylize-strength = 1 ist fast das Foto, 100 fast nur Gemälde
discord-about-stylize-quality = Mehr Schritte sehen besser aus und dauern länger
discord-about-stylize-size = Längste Seite in Pixeln
discord-about-stylize-colors = Welche Farben das Bild bekommt
discord-about-stylize-style2 = Ein zweites Gemälde zum Mischen
discord-about-stylize-blend = Anteil des zweiten Gemäldes in Prozent, oder Gewichte wie 3,7
discord-about-stylize-seed = Eine andere Zahl ergibt ein anderes Bild
discord-about-stylize-timelapse = Auch eine Animation, wie das Bild entsteht
discord-about-stylize-private = Nur du siehst etwas davon, auch das Bild
discord-about-presets = Die Stile dieses Servers
discord-about-presets-add = Für Verwalter: ein Gemälde hinzufügen
discord-about-presets-name = Der Name des neuen Stils
discord-about-presets-remove = Für Verwalter: einen Stil entfernen
discord-about-queue = Deine Bilder in Arbeit, und wie viel los ist
discord-about-cancel = Ein Bild in Arbeit abbrechen
discord-about-cancel-job = Welches
discord-about-settings = Kanäle, Grenzen und Vorgaben dieses Servers
discord-about-history = Deine neuesten Bilder, zum Abholen
discord-about-help = So geht’s, mit einem Beispiel
discord-about-forget = Alles löschen, was von dir aufbewahrt wird
discord-about-styles = Jeden Stil an einem Foto ausprobieren, dann einen wählen
discord-about-styles-content = Das Foto
discord-about-styles-private = Nur du siehst das gewählte Bild
discord-about-stats = Was dieser Server am letzten Tag malen ließ

discord-option-content = foto
discord-option-style = gemälde
discord-option-preset = stil
discord-option-strength = stärke
discord-option-quality = qualität
discord-option-size = größe
discord-option-colors = farben
discord-option-style2 = gemälde2
discord-option-blend = mischung
discord-option-seed = zufallszahl
discord-option-timelapse = zeitraffer
discord-option-add = hinzufügen
discord-option-name = name
discord-option-remove = entfernen
discord-option-job = auftrag
discord-option-private = privat

discord-choice-quality-draft = Entwurf: schnell
discord-choice-quality-standard = Standard
discord-choice-quality-fine = fein: langsam
discord-choice-colors-style = Farben des Gemäldes
discord-choice-colors-keep = Farben des Fotos
discord-choice-colors-match = Palette des Gemäldes, ans Foto angepasst
discord-choice-spoiler-True = immer
discord-choice-spoiler-False = nur wenn Foto oder Gemälde einer war
discord-choice-avatars-own = der eigene
discord-choice-avatars-anyone = von allen
discord-choice-avatars-off = von niemandem

discord-button-cancel = Abbrechen
discord-button-keep = So behalten
discord-button-again = Noch einmal
discord-button-stronger = Stärker
discord-button-softer = Sanfter
discord-button-bigger = Größer
discord-button-colors = Originalfarben
discord-button-swap = Tauschen
discord-button-compare = Vergleichen
discord-button-recipe = Rezept
discord-button-delete = Löschen
discord-button-fetch = Mein Bild abholen
discord-button-styles = Anderer Stil
discord-button-variations = Varianten
discord-button-change = Ändern…
discord-button-erase = Endgültig löschen
discord-button-spare = Doch nicht
discord-button-forget = Alles löschen

discord-waiting = Nummer { $position } von { $count } in der Warteschlange
discord-starting = wird vorbereitet
discord-step = Schritt { $step } von { $steps }
discord-left = noch { $time }
discord-seconds =
    { $count ->
        [one] etwa { $count } Sekunde
       *[other] etwa { $count } Sekunden
    }
discord-minutes =
    { $count ->
        [one] etwa { $count } Minute
       *[other] etwa { $count } Minuten
    }
discord-hours =
    { $count ->
        [one] etwa { $count } Stunde
       *[other] etwa { $count } Stunden
    }
discord-sketch = Eine erste Skizze; das richtige Gemälde folgt.
discord-own-style =
    { $count ->
        [one] eigenes Gemälde
       *[other] { $count } eigene Gemälde
    }
discord-strength = Stärke { $strength }
discord-took = { $seconds } s
discord-seed = Zufallszahl { $seed }
discord-kept = Vorzeitig beendet, wie gewünscht.
discord-alt = { $photo }, neu gemalt im Stil von: { $style }
discord-alt-preview = Das Bild im jetzigen Stand, zu { $percent } Prozent fertig
discord-alt-compare = Foto, Gemälde und Ergebnis nebeneinander
discord-cancelled = { $who }: abgebrochen.
discord-failed = { $who }, dieses Bild ist nicht gelungen.
discord-ready = { $who }, dein Bild ist fertig.
discord-fitted = War so für diesen Ort zu groß; gesendet als { $how }.
discord-no-timelapse = Die Animation ist für diesen Ort zu groß.
discord-animation-lost = Die Animation konnte nicht gesendet werden.
discord-moved = Das dauert länger: weiter geht es in einer neuen Nachricht unten.
discord-moved-dm = Das dauert länger: weiter geht es in einer Direktnachricht an dich.
discord-unreachable = { $who }, das dauert länger, als ich hier schreiben darf. Drück später auf den Knopf und hol das Bild ab.
discord-dm-promise = Dein Bild dauert { $time }. Du bekommst es hier.
discord-broken = Bei mir ist etwas schiefgegangen. Bitte versuch es noch einmal.
discord-recipe = Das Rezept als Befehl zum Kopieren; die PNG-Datei enthält es auch.
discord-queue-mine =
    { $count ->
        [one] Dein Bild in Arbeit
       *[other] Deine Bilder in Arbeit: { $count }
    }
discord-queue-server = Hier insgesamt: { $painting } in Arbeit, { $waiting } warten
discord-cancelling = Abgebrochen: { $name }
discord-presets =
    { $count ->
        [one] Ein Stil
       *[other] { $count } Stile
    }
discord-preset-added = Hinzugefügt: { $name }
discord-preset-removed = Entfernt: { $name }
discord-preset-replaced = Ersetzt: { $name } hat jetzt ein neues Gemälde.

discord-modal-title = Dieses Bild stilisieren
discord-modal-style = Ein Gemälde
discord-modal-preset = Oder ein benannter Stil
discord-modal-strength = Stärke
discord-modal-size = Längste Seite in Pixeln
discord-modal-finish = Qualität und Farben
discord-modal-seed = Zufallszahl: andere Zahl, anderes Bild
discord-modal-change = Dieses Bild ändern

discord-settings = Einstellungen dieses Servers
discord-setting-allowed-channels = Kanäle, in denen gemalt wird
discord-setting-everywhere = alle
discord-setting-priority-roles = Rollen mit Vorrang
discord-setting-nobody = keine
discord-setting-usual = hier nicht festgelegt
discord-setting-default-strength = Vorgegebene Stärke
discord-setting-default-size = Vorgegebene Größe (Pixel)
discord-setting-default-quality = Vorgegebene Qualität
discord-setting-default-colors = Vorgegebene Farben
discord-setting-max-size = Höchstgröße (Pixel)
discord-setting-max-quality = Beste Qualität
discord-setting-jobs-per-person = Bilder je Person zugleich
discord-setting-jobs-per-server = Bilder des Servers zugleich
discord-setting-cooldown = Pause zwischen zwei Bildern (Sekunden)
discord-setting-sizes = Stärke und Größen
discord-setting-limits = Wie viele, wie oft
discord-setting-blocked = Abgewiesene Personen
discord-setting-exempt = Für Moderatoren gelten die Grenzen dieses Servers nicht.
discord-setting-results-channel = Kanal, der jedes fertige Bild zeigt
discord-setting-log-channel = Kanal, der erfährt, wer was malen ließ
discord-setting-always-spoiler = Bilder als Spoiler
discord-setting-avatars = Avatare, die gemalt werden dürfen
discord-saved = Gespeichert.

refusal-style-twice = Gib ein Gemälde oder einen benannten Stil an, nicht beides.
refusal-not-fetched = Diese Datei ließ sich nicht von Discord laden. Bitte häng sie noch einmal an.
refusal-unreachable = Das würde { $time } dauern. Ich darf in diesem Kanal nicht selbst schreiben, und deine Direktnachrichten sind geschlossen; ich könnte dir das Bild nicht bringen. Öffne deine Direktnachrichten, wähle eine geringere Qualität oder Größe, oder frag auf einem Server, auf dem ich bin.
refusal-managers-only = Das können nur Leute, die diesen Server verwalten dürfen.
refusal-no-picture-there = In dieser Nachricht ist kein Bild.
refusal-no-image-file = „{ $name }“ ist kein Bild. Häng ein Foto an, etwa als JPEG, PNG oder WebP.
refusal-not-ready = Es ist noch nicht fertig. Drück später noch einmal.
discord-which-picture = Welches der Bilder?
discord-exempt = Mitglieder können in diesem Kanal nicht fragen; du schon, weil du hier moderierst.
discord-history =
    { $count ->
        [one] Dein neuestes Bild
       *[other] Deine { $count } neuesten Bilder
    }
discord-history-none = Du hast hier noch keine Bilder, oder keine mehr. /{ $help } zeigt, wie es geht.
discord-history-hint = Ein Knopf bringt dieses Bild hierher, nur für dich.
discord-help =
    Impasto malt ein Foto im Stil eines Gemäldes neu.
    `/{ $stylize }` mit einem Foto als `{ $content }` und einem Gemälde als `{ $style }` oder dem Namen eines Stils als `{ $preset }`. Zum Beispiel:
    ```/{ $stylize } { $content }:(dein Foto) { $preset }:{ $example } { $strength }:70```
    Ein Bild in einer Nachricht: *Apps* → *{ $form }*
    `/{ $presets }` zeigt die Stile, `/{ $history }` deine Bilder, `/{ $queue }` die Warteschlange, `/{ $cancel }` bricht ab.
discord-section-places = Wo, und wer
discord-section-painting = Wie gemalt wird
discord-section-showing = Was mit den Bildern geschieht
refusal-stale-command = Dein Discord zeigt noch eine ältere Fassung dieses Befehls. Lade Discord neu (Strg+R, oder App schließen und öffnen) und versuch es noch einmal.
refusal-choice-over = Diese Auswahl ist vorbei oder gehört jemand anderem. Bitte fang noch einmal an.
refusal-nothing-changed = So bliebe alles gleich. Ändere mindestens ein Feld.
discord-forget = Von dir wird aufbewahrt: Aufträge { $jobs }, Bilder { $pictures }, Stile { $presets }. Das alles lässt sich jetzt endgültig löschen. Schon gesendete Nachrichten bleiben in Discord.
discord-forget-nothing = Von dir wird nichts aufbewahrt.
discord-forgotten = Gelöscht: Aufträge { $jobs }, Bilder { $pictures }, Stile { $presets }.
discord-sheet-styles = Welcher Stil? Der gewählte wird gemalt.
discord-sheet-variations = Welche davon? Die gewählte wird gemalt.
discord-log = { $who }: „{ $photo }“ im Stil von { $style }. { $link }
discord-log-private = { $who } hat ein privates Bild malen lassen.
refusal-avatars-off = Auf diesem Server werden keine Avatare gemalt. Nimm /stylize mit einem eigenen Bild.
refusal-avatars-own = Hier kannst du nur deinen eigenen Avatar malen lassen.
discord-stats =
    { $count ->
        [one] { $count } Bild in den letzten 24 Stunden
       *[other] { $count } Bilder in den letzten 24 Stunden
    }
discord-stats-wait = Von der Bitte bis zum Bild: die Hälfte in { $half }, fast alle in { $most }.
