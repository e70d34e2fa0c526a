telegram-start =
    Bonjour ! Je repeins des photos dans le style de tableaux.

    Envoyez-moi deux images dans un seul album : d’abord votre photo, puis le tableau. C’est tout.

    Vous pouvez aussi envoyer une photo, puis choisir un tableau dans ma liste. /help en dit plus.
telegram-start-group =
    Bonjour ! Je repeins des photos dans le style de tableaux.

    Répondez à une photo avec un tableau et la légende /stylize, ou répondez simplement /stylize et choisissez un tableau.
telegram-help =
    Comment faire :
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
telegram-made-smaller = Envoyée en { $note } pour passer.
telegram-timelapse = Voilà comment elle est née.
telegram-no-file = L’image est là, mais son fichier n’a pas pu être envoyé. Essayez le bouton « Fichier ».
telegram-failed = ❌ Cela n’a pas marché. { $reason }
telegram-cancelled = ✖ Annulée.
telegram-cancelling = Annulée.
telegram-keeping = Je la garde telle qu’elle est.
telegram-accepted = C’est dans la file.
telegram-coming = Un instant…
telegram-queue-empty = Personne n’attend dans cette discussion.
telegram-queue-title =
    { $count ->
        [one] Une image dans cette discussion :
       *[other] { $count } images dans cette discussion :
    }
telegram-cancel-none = Vous n’avez rien à annuler.
telegram-cancel-which = Laquelle ?
telegram-presets = Touchez un style, puis envoyez-moi la photo. Ou répondez à une photo par { $example }
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
telegram-command-help = Comment faire
telegram-ask-photo = Bon choix. Envoyez-moi maintenant la photo :
telegram-ask-photo-group = Bon choix. Répondez maintenant à ce message avec la photo :
telegram-begin = { $name } : envoyez-moi maintenant votre photo.
telegram-begin-group = { $name } : répondez maintenant à ce message avec votre photo.
telegram-still-no-style = J’ai votre photo. Envoyez-moi maintenant le tableau comme image, ou choisissez-en un sous ma question. /cancel met la photo de côté.
telegram-still-no-photo = Je connais le style. Envoyez-moi maintenant la photo comme image. /cancel met le style de côté.
telegram-noted-photo = ce que vous avez commencé
telegram-choice-dropped = Entendu, je l’ai mis de côté.
telegram-photo-dropped = C’est fait. Maintenant l’autre photo, s’il vous plaît.
telegram-below = ✅ L’image est plus bas.
telegram-emptied = 🗑 Supprimé.
telegram-comes-here = 🔒 Votre image arrive ici.
telegram-sent-alone = Elle arrive pour vous seul.
telegram-no-pictures-here = Votre image est prête, mais je ne peux envoyer ici ni photos ni fichiers. Touchez le bouton et je l’apporte dans notre discussion privée.
telegram-greeting =
    Bonjour ! Je repeins des photos dans le style de tableaux.
    Répondez à une photo par /stylize et choisissez un tableau, ou répondez avec un tableau et la légende /stylize.
    /help en dit plus ; les administrateurs ont /settings.
telegram-delete-sure = Supprimer cette image pour toujours ?
telegram-delete-kept = Rien n’a été supprimé.
telegram-deleted = Supprimé.
telegram-forget-ask =
    Voici ce que je garde de vous :
    • demandes : { $jobs }
    • images : { $pictures }
    • styles à vous : { $presets }

    Tout supprimer, de toutes les discussions ? Ce qui est déjà dans vos discussions, vous l’y supprimez.
telegram-forgotten = Supprimé. Demandes : { $jobs }, images : { $pictures }, styles à vous : { $presets }. Je ne garde plus rien de vous.
telegram-forget-kept = Rien n’a été supprimé.
telegram-settings-unknown =
    Je ne connais pas « { $word } ». Il y a :
    { $known }
telegram-settings-block-whom = Répondez à un message de cette personne par /settings { $verb }.
telegram-settings-log-whose = Je ne rends compte qu’à une discussion que vous administrez et que je vois. Écrivez-y log=here, ou donnez son numéro.
telegram-setting-strength = Intensité habituelle
telegram-setting-size = Taille habituelle (plus long côté en pixels)
telegram-setting-quality = Qualité habituelle
telegram-setting-colors = Couleurs habituelles
telegram-setting-max-size = Taille maximale (pixels)
telegram-setting-max-quality = Meilleure qualité
telegram-setting-jobs = Images à la fois par personne
telegram-setting-jobs-here = Images à la fois dans cette discussion
telegram-setting-cooldown = Pause entre deux images (secondes)
telegram-setting-spoiler = Toujours masqué
telegram-setting-topics = Sujets où je peins
telegram-setting-log = Discussion informée de qui a fait peindre quoi
telegram-setting-blocked = Personnes que je refuse ici
telegram-setting-files = Le fichier avec chaque image
telegram-button-other = 🔁 Autre photo
telegram-button-drop = ✖ Annuler
telegram-button-hush = 🔒 Pour moi seul
telegram-button-alone = 🔒 L’envoyer à moi seul
telegram-button-delete = 🗑 Supprimer
telegram-button-delete-yes = 🗑 Oui, supprimer
telegram-button-delete-no = Non, garder
telegram-button-forget = 🗑 Oui, tout supprimer
telegram-button-forget-no = Non, garder
telegram-command-forget = Supprimer tout ce qui est à moi
telegram-styles = Votre photo dans tous les styles. Touchez-en un et je le peins en entier ; ou répondez avec un tableau à vous.
telegram-styles-need-photo = Envoyez-moi une photo avec la légende /styles, ou répondez à une photo par /styles.
telegram-variations = Quatre façons. Touchez-en une et je la peins en entier.
telegram-button-styles = 🖼 Autre style
telegram-button-variations = 🎲 Variations
telegram-command-styles = Voir votre photo dans tous les styles
telegram-logged = { $name } a fait peindre ceci : { $recipe }
telegram-stats-admins = Seuls les administrateurs de cette discussion peuvent voir ses chiffres.
telegram-command-stats = Chiffres de cette discussion
telegram-stats =
    Ces dernières 24 heures :
    • terminées : { $done }
    • échouées : { $failed }
    • annulées : { $cancelled }
    • en cours : { $running }, en attente : { $waiting }
telegram-stats-time = De la demande à l’image : { $usual } d’habitude, { $longest } au plus.
