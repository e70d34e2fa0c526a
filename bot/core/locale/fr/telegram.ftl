telegram-start =
    Bonjour ! Je repeins des photos dans le style de tableaux.

    Envoyez-moi deux images dans un seul album : d’abord votre photo, puis le tableau. C’est tout.

    Vous pouvez aussi envoyer une photo, puis choisir un tableau dans ma liste. /help en dit plus.
telegram-start-group =
    Bonjour ! Je repeins des photos dans le style de tableaux.

    Répondez à une photo avec un tableau et la légende /stylize, ou répondez simplement /stylize et choisissez un tableau.
telegram-help =
    Façons de demander :
    • Un album de deux images : d’abord la photo, puis le tableau. Dans un groupe, avec la légende /stylize. D’autres images sont d’autres tableaux, mélangés.
    • Un tableau avec la légende /stylize en réponse à une photo.
    • /stylize en réponse à une photo ; puis choisissez un tableau ou envoyez-en un.
    • /stylize preset=pastel en réponse à une photo.

    Les options suivent la commande :
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength : 1 est presque la photo, 100 presque le tableau
    colors : style, keep (celles de la photo) ou match
    size : le plus long côté en pixels
    quality : draft, standard ou fine

    Les images envoyées comme fichiers gardent toute leur qualité.
    /presets montre mes tableaux, /queue qui attend, /cancel arrête votre image.
telegram-send-photo = Envoyez-moi deux images dans un seul album : d’abord votre photo, puis le tableau. Ou juste la photo, puis choisissez un tableau.
telegram-reply-to-photo = Répondez à une photo avec /stylize, ou envoyez deux images dans un album avec la légende /stylize.
telegram-ask-style = Belle photo. Envoyez-moi maintenant le tableau, ou choisissez-en un :
telegram-ask-style-group = Belle photo. Répondez maintenant à ce message avec le tableau, ou choisissez-en un :
telegram-options-noted = C’est noté. Envoyez-moi maintenant le tableau.
telegram-expired = Aucun tableau n’est venu, j’ai donc mis cette photo de côté. Recommencez quand vous voulez.
telegram-choice-over = Ce choix est terminé. Veuillez recommencer.
telegram-too-old = Ce bouton est trop ancien. Veuillez recommencer.
telegram-too-big = Ce fichier dépasse les { $limit } Mo que Telegram me transmet. Envoyez-le comme photo plutôt que comme fichier, ou réduisez-le d’abord.
telegram-not-fetched = Telegram ne m’a pas donné l’image. Veuillez la renvoyer.
telegram-unknown-word = Je ne connais pas « { $word } ».
telegram-did-you-mean = Vouliez-vous dire « { $word } » ?
telegram-options = Les options s’écrivent comme strength=70. Il y a : { $options }. Corrigez votre message, ou renvoyez-le.
telegram-wrong-value = Cela ne va pas : { $detail }. Par exemple : /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ C’est bientôt à vous
       *[other] ⏳ Vous êtes numéro { $position } sur { $waiting }
    }
telegram-beginning = ⏳ Je me prépare…
telegram-step-of = Étape { $step } sur { $steps }
telegram-left = encore { $time } environ
telegram-seconds = { $count } s
telegram-minutes = { $count } min
telegram-hours = { $count } h
telegram-sketch = Une esquisse rapide ; la vraie image arrive.
telegram-done = ✅ Terminée en { $time }
telegram-kept = ✅ Gardée après { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } étape
       *[other] { $steps } étapes
    }
telegram-made-smaller = Ajustée pour passer : { $note }
telegram-timelapse = Voilà comment elle est née.
telegram-no-file = L’image est là, mais son fichier n’a pas pu être envoyé. Essayez le bouton « Fichier ».
telegram-failed = ❌ Cela n’a pas marché. { $reason }
telegram-cancelled = ✖ Annulée.
telegram-cancelling = Annulée.
telegram-keeping = Je la garde telle qu’elle est.
telegram-accepted = Tout de suite !
telegram-coming = Un instant…
telegram-queue-empty = Personne n’attend.
telegram-queue-title =
    { $count ->
        [one] Une image dans cette discussion :
       *[other] { $count } images dans cette discussion :
    }
telegram-cancel-none = Vous n’avez rien à annuler.
telegram-cancel-which = Laquelle ?
telegram-presets = Mes tableaux : { $names }. Par exemple : /stylize preset={ $example }
telegram-no-presets = Il n’y a pas encore de tableaux ici. Envoyez le vôtre.
telegram-settings =
    Réglages de cette discussion :
    { $values }

    On les change ainsi : /settings quality=draft max_size=1024 files=on
    Revenir à la valeur par défaut : /settings quality=default
telegram-settings-admins = Seuls les administrateurs de cette discussion peuvent changer ses réglages.
telegram-oops = Quelque chose s’est mal passé ici, et c’est dans mon journal. Veuillez réessayer.
telegram-button-cancel = ✖ Annuler
telegram-button-keep = ✔ Garder ainsi
telegram-button-again = 🔄 Encore
telegram-button-stronger = ➕ Plus fort
telegram-button-softer = ➖ Plus doux
telegram-button-bigger = 🔍 Plus grand
telegram-button-colors = 🎨 Couleurs d’origine
telegram-button-swap = 🔀 Échanger
telegram-button-compare = 🖼 Comparer
telegram-button-file = 📎 Fichier
telegram-command-stylize = Repeindre une photo dans le style d’un tableau
telegram-command-presets = Les tableaux au choix
telegram-command-queue = Qui attend
telegram-command-cancel = Arrêter votre image
telegram-command-settings = Réglages et limites de cette discussion
telegram-command-help = Comment demander
