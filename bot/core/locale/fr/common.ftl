# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = Je ne peux pas prendre cette image : { $detail }.
refusal-busy = La machine est trop occupée pour lire des images en ce moment ; la vôtre n’y est pour rien. Réessayez dans une minute.
refusal-picture-too-large = Cette image est trop grande : { $detail }. Envoyez-en une plus petite.
refusal-picture-too-small = Cette image ne peut pas être peinte : { $detail }.
refusal-bad-option = Une des options ne convient pas : { $detail }.
refusal-unknown-preset = Aucun style ne s’appelle « { $name } ». Il y a : { $known }.
refusal-bad-name = « { $name } » ne peut pas être le nom d’un style : prenez de 1 à 32 lettres, chiffres, espaces, - ou _, en commençant par une lettre ou un chiffre.
refusal-name-taken = « { $name } » est le nom d’un style fourni. Choisissez un autre nom.
refusal-too-many-presets =
    { $limit ->
        [one] Il n’y a de place que pour { $limit } style. Retirez-le d’abord.
       *[other] Il n’y a de place que pour { $limit } styles. Retirez-en un d’abord.
    }
refusal-preset-ships = « { $name } » est fourni avec moi et ne peut pas être retiré.
refusal-preset-not-here = « { $name } » appartient à toute l’installation ; seul son propriétaire peut le retirer.
refusal-queue-full =
    { $count ->
        [one] La file est pleine : { $count } image attend. Réessayez dans quelques minutes.
       *[other] La file est pleine : { $count } images attendent. Réessayez dans quelques minutes.
    }
refusal-too-many-of-yours =
    { $count ->
        [one] Vous avez déjà { $count } image en attente, et { $limit } est le maximum. Attendez qu’elle soit finie ou annulez-la.
       *[other] Vous avez déjà { $count } images en attente, et { $limit } est le maximum. Attendez que l’une soit finie ou annulez-en une.
    }
refusal-too-many-of-server =
    { $count ->
        [one] { $count } image attend déjà ici, et { $limit } est le maximum. Réessayez quand elle sera finie.
       *[other] { $count } images attendent déjà ici, et { $limit } est le maximum. Réessayez quand l’une sera finie.
    }
refusal-cooldown =
    { $seconds ->
        [one] Une image à la fois : réessayez dans { $seconds } seconde.
       *[other] Une image à la fois : réessayez dans { $seconds } secondes.
    }
refusal-blocked = Vous ne pouvez pas utiliser ce bot ici. Si c’est une erreur, demandez à ceux qui l’administrent.
refusal-moderated = Ces images ne sont pas acceptées ici : { $detail }.
refusal-moderation-failed = Les images n’ont pas pu être vérifiées, elles ne sont donc pas acceptées. Réessayez dans une minute.
refusal-size-not-allowed = { $asked } pixels, c’est trop : { $limit } au plus sont permis ici. Choisissez une taille plus petite.
refusal-size-reached = Cette image a déjà la taille maximale permise ici : { $limit } pixels.
refusal-quality-not-allowed = La qualité « { $asked } » n’est pas permise ici ; la meilleure est « { $limit } ».
refusal-iterations-not-allowed = { $asked } itérations, c’est trop : { $limit } au plus sont permises ici.
refusal-too-many-styles =
    { $limit ->
        [one] On ne peut utiliser que { $limit } image de style à la fois. Envoyez-en moins.
       *[other] On peut mélanger au plus { $limit } images de style. Envoyez-en moins.
    }
refusal-blend-mismatch =
    { $styles ->
        [one] Le mélange donne { $given } poids, mais il y a { $styles } image de style. Donnez un poids pour chacune.
       *[other] Le mélange donne { $given } poids, mais il y a { $styles } images de style. Donnez un poids pour chacune.
    }
refusal-owner-only = L’option « { $option } » ne sert que sur la machine elle-même. Retirez-la.
refusal-style-missing = Il manque un style. Ajoutez un tableau, ou choisissez un des styles nommés.
refusal-not-yours = Cette image est à quelqu’un d’autre ; seule cette personne, ou qui veille à l’ordre ici, peut faire cela.
refusal-not-your-photo = Cette image a été peinte d’après la photo de quelqu’un d’autre : seule cette personne peut en montrer davantage. Vous pouvez la rendre plus intense ou choisir un autre style.
refusal-no-such-job = Je ne connais plus cette image. Elle a été supprimée, ou son temps est écoulé.
refusal-already-over = Trop tard : cette image est déjà terminée.
refusal-not-started = Cette image n’est pas commencée, il n’y a donc encore rien à garder. Attendez son tour ou annulez-la.
refusal-too-early = Il est trop tôt pour garder cette image : la photo transparaît encore. Réessayez dans un instant.
refusal-sheet-failed = Les échantillons n’ont pas pu être dessinés. Réessayez dans une minute.
refusal-nothing-to-vary = Rien n’est plus fort que cela.
refusal-shutting-down = Je suis en train de redémarrer. Tout ce qui est dans la file est gardé ; réessayez dans une minute.
refusal-channel-not-allowed = On ne peint pas d’images ici. Demandez à l’un des endroits choisis pour cela.
refusal-pictures-gone = Les images d’origine ne sont plus conservées. Envoyez-les de nouveau.
refusal-storage-full = Le disque est plein, aucune image ne peut plus être acceptée. Prévenez ceux qui administrent ce bot.
refusal-storage-busy = Le stockage du bot n’est pas accessible en écriture pour l’instant. Réessayez dans une minute.

# Why a job failed.
error-engine-error = L’image n’a pas pu être peinte. Ceux qui administrent ce bot en trouvent la raison dans leur journal.
error-bad-option = Une des options ne convient pas : { $detail }.
error-bad-picture = Une des images n’a pas pu être lue : { $detail }. Essayez un autre fichier.
error-picture-too-large = Une des images est trop grande : { $detail }. Envoyez-en une plus petite.
error-picture-too-small = Une des images ne peut pas être peinte : { $detail }.
error-bad-device = L’appareil qui peint est inutilisable. Prévenez ceux qui administrent ce bot.
error-bad-weights = Le réseau qui peint n’a pas pu être chargé. Prévenez ceux qui administrent ce bot.
error-out-of-memory = Il n’y a pas assez de mémoire pour une image de cette taille. Essayez plus petit.
error-worker-died = La peinture s’est interrompue deux fois. Essayez une taille plus petite.
error-busy = La machine était trop occupée pour cette image. Réessayez dans une minute.
error-pictures-gone = Les images d’origine ne sont plus là. Envoyez-les de nouveau.
error-inputs-deleted = La personne à qui appartient la photo l’a supprimée ; cette image ne peut plus être peinte.
error-poison = J’ai été interrompu plusieurs fois en peignant ceci, et j’ai renoncé. Essayez une taille plus petite.
error-internal = Un problème inattendu est survenu, et ce n’est pas votre faute. Veuillez réessayer.

# How a job stands.
state-queued = en attente
state-running = en cours de peinture
state-done = terminée
state-delivered = livrée
state-failed = échouée
state-cancelled = annulée

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count ->
        [one] Une machine peint, chevalets occupés : { $easels }
       *[other] { $count } machines peignent, chevalets occupés : { $easels }
    }

# What there is to choose on a sheet.
choice-strength = intensité { $strength }
