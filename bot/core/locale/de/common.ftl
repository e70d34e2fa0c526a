# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = Dieses Bild kann ich nicht nehmen: { $detail }.
refusal-busy = Die Maschine ist gerade zu beschäftigt, um Bilder zu lesen; mit deinem ist alles in Ordnung. Versuch es in einer Minute noch einmal.
refusal-picture-too-large = Dieses Bild ist zu groß: { $detail }. Schick ein kleineres.
refusal-picture-too-small = Dieses Bild lässt sich nicht malen: { $detail }.
refusal-bad-option = Eine der Optionen geht so nicht: { $detail }.
refusal-unknown-preset = Einen Stil namens „{ $name }“ gibt es nicht. Es gibt: { $known }.
refusal-bad-name = „{ $name }“ kann kein Stilname sein: Nimm 1 bis 32 Buchstaben, Ziffern, Leerzeichen, - oder _, mit einem Buchstaben oder einer Ziffer am Anfang.
refusal-name-taken = „{ $name }“ heißt schon ein mitgelieferter Stil. Wähle einen anderen Namen.
refusal-too-many-presets =
    { $limit ->
        [one] Es ist nur für { $limit } Stil Platz. Entferne ihn zuerst.
       *[other] Es ist nur für { $limit } Stile Platz. Entferne zuerst einen.
    }
refusal-preset-ships = „{ $name }“ wird mitgeliefert und kann nicht entfernt werden.
refusal-preset-not-here = „{ $name }“ gehört zur ganzen Installation; nur wer sie betreibt, kann ihn entfernen.
refusal-queue-full =
    { $count ->
        [one] Die Warteschlange ist voll: { $count } Bild wartet. Versuch es in ein paar Minuten wieder.
       *[other] Die Warteschlange ist voll: { $count } Bilder warten. Versuch es in ein paar Minuten wieder.
    }
refusal-too-many-of-yours =
    { $count ->
        [one] Von dir wartet schon { $count } Bild, und mehr als { $limit } gehen nicht. Warte, bis es fertig ist, oder brich es ab.
       *[other] Von dir warten schon { $count } Bilder, und mehr als { $limit } gehen nicht. Warte, bis eines fertig ist, oder brich eines ab.
    }
refusal-too-many-of-server =
    { $count ->
        [one] Hier wartet schon { $count } Bild, und mehr als { $limit } gehen nicht. Versuch es wieder, wenn es fertig ist.
       *[other] Hier warten schon { $count } Bilder, und mehr als { $limit } gehen nicht. Versuch es wieder, wenn eines fertig ist.
    }
refusal-cooldown =
    { $seconds ->
        [one] Ein Bild nach dem anderen: Versuch es in { $seconds } Sekunde wieder.
       *[other] Ein Bild nach dem anderen: Versuch es in { $seconds } Sekunden wieder.
    }
refusal-blocked = Du darfst diesen Bot hier nicht benutzen. Wenn das ein Irrtum ist, frag die Betreiber.
refusal-moderated = Diese Bilder werden hier nicht angenommen: { $detail }.
refusal-moderation-failed = Die Bilder ließen sich gerade nicht prüfen, darum werden sie nicht angenommen. Versuch es in einer Minute noch einmal.
refusal-size-not-allowed = { $asked } Pixel sind zu viele: Hier sind höchstens { $limit } erlaubt. Wähle eine kleinere Größe.
refusal-size-reached = Dieses Bild hat schon die Höchstgröße, die hier erlaubt ist: { $limit } Pixel.
refusal-quality-not-allowed = Die Qualität „{ $asked }“ ist hier nicht erlaubt; die beste ist „{ $limit }“.
refusal-iterations-not-allowed = { $asked } Iterationen sind zu viele: Hier sind höchstens { $limit } erlaubt.
refusal-too-many-styles =
    { $limit ->
        [one] Es geht nur { $limit } Stilbild auf einmal. Schick weniger.
       *[other] Es lassen sich höchstens { $limit } Stilbilder mischen. Schick weniger.
    }
refusal-blend-mismatch =
    { $styles ->
        [one] Die Mischung nennt { $given } Gewichte, es gibt aber { $styles } Stilbild. Gib für jedes genau eines an.
       *[other] Die Mischung nennt { $given } Gewichte, es gibt aber { $styles } Stilbilder. Gib für jedes genau eines an.
    }
refusal-owner-only = Die Option „{ $option }“ geht nur auf der Maschine selbst. Lass sie weg.
refusal-style-missing = Es fehlt ein Stil. Häng ein Gemälde an oder wähle einen der benannten Stile.
refusal-not-yours = Das ist das Bild von jemand anderem; das dürfen nur diese Person oder wer hier für Ordnung sorgt.
refusal-not-your-photo = Dieses Bild wurde nach dem Foto von jemand anderem gemalt: Mehr davon zeigen kann nur diese Person. Du kannst es stärker malen lassen oder einen anderen Stil wählen.
refusal-no-such-job = Dieses Bild kenne ich nicht mehr. Es wurde gelöscht, oder seine Zeit ist abgelaufen.
refusal-already-over = Zu spät: Dieses Bild ist schon zu Ende.
refusal-not-started = Dieses Bild ist noch nicht angefangen, es gibt noch nichts zu behalten. Warte, bis es dran ist, oder brich es ab.
refusal-too-early = Es ist noch zu früh, dieses Bild zu behalten: Das Foto scheint noch durch. Versuch es gleich noch einmal.
refusal-sheet-failed = Die Muster ließen sich gerade nicht malen. Versuch es in einer Minute noch einmal.
refusal-nothing-to-vary = Stärker als das geht es nicht.
refusal-shutting-down = Ich werde gerade neu gestartet. Alles in der Warteschlange bleibt erhalten; versuch es in einer Minute wieder.
refusal-channel-not-allowed = Hier werden keine Bilder gemalt. Frag an einem der Orte, die dafür gewählt sind.
refusal-pictures-gone = Die Bilder dazu sind nicht mehr gespeichert. Schick sie noch einmal.
refusal-storage-full = Die Festplatte ist voll, es können keine Bilder mehr angenommen werden. Bitte sag es den Betreibern.
refusal-storage-busy = Der Speicher des Bots lässt sich gerade nicht beschreiben. Bitte versuch es in einer Minute noch einmal.

# Why a job failed.
error-engine-error = Das Bild ließ sich nicht malen. Den Grund finden die Betreiber in ihrem Protokoll.
error-bad-option = Eine der Optionen geht so nicht: { $detail }.
error-bad-picture = Eines der Bilder ließ sich nicht lesen: { $detail }. Versuch es mit einer anderen Datei.
error-picture-too-large = Eines der Bilder ist zu groß: { $detail }. Schick ein kleineres.
error-picture-too-small = Eines der Bilder lässt sich nicht malen: { $detail }.
error-bad-device = Das Gerät zum Malen ist nicht benutzbar. Bitte sag es den Betreibern.
error-bad-weights = Das Netz zum Malen ließ sich nicht laden. Bitte sag es den Betreibern.
error-out-of-memory = Für ein Bild dieser Größe reicht der Speicher nicht. Versuch es kleiner.
error-worker-died = Das Malen ist zweimal abgebrochen. Versuch es mit einer kleineren Größe.
error-busy = Die Maschine hatte für dieses Bild zu viel zu tun. Bitte versuch es in einer Minute noch einmal.
error-pictures-gone = Die Bilder dazu sind nicht mehr da. Schick sie noch einmal.
error-inputs-deleted = Die Person, der das Foto gehört, hat es gelöscht; dieses Bild kann nicht mehr gemalt werden.
error-poison = Ich wurde dabei mehrmals unterbrochen und habe aufgegeben. Versuch es mit einer kleineren Größe.
error-internal = Es ist etwas Unerwartetes schiefgegangen, und nicht durch deine Schuld. Bitte versuch es noch einmal.

# How a job stands.
state-queued = wartet
state-running = wird gemalt
state-done = fertig
state-delivered = zugestellt
state-failed = fehlgeschlagen
state-cancelled = abgebrochen

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count ->
        [one] Eine Maschine malt, Staffeleien in Gebrauch: { $easels }
       *[other] { $count } Maschinen malen, Staffeleien in Gebrauch: { $easels }
    }

# What there is to choose on a sheet.
choice-strength = Stärke { $strength }
