# Discord: commands, buttons and messages.

discord-command-stylize = styliser
discord-command-presets = styles
discord-command-queue = file
discord-command-cancel = annuler
discord-command-settings = réglages
discord-command-stylize-message = Styliser…
discord-command-stylize-avatar = Styliser l’avatar
discord-command-history = historique
discord-command-help = aide
discord-command-forget = oublier
discord-command-styles = essayer
discord-command-stats = statistiques

discord-about-stylize = Repeint une photo dans le style d’un tableau
discord-about-stylize-content = La photo
discord-about-stylize-style = Le tableau ; ou choisissez un style
discord-about-stylize-preset = Un style nommé au lieu d’un tableau
discord-about-stylize-strength = 1 : presque la photo, 100 : presque que de la peinture
discord-about-stylize-quality = Plus d’étapes : plus beau, et plus long
discord-about-stylize-size = Plus grand côté en pixels
discord-about-stylize-colors = Quelles couleurs aura l’image
discord-about-stylize-style2 = Un second tableau à mélanger
discord-about-stylize-blend = Part du second tableau en pour cent, ou des poids comme 3,7
discord-about-stylize-seed = Un autre nombre donne une autre image
discord-about-stylize-timelapse = Aussi une animation de l’image qui naît
discord-about-stylize-private = Vous seul voyez tout, l’image aussi
discord-about-presets = Les styles de ce serveur
discord-about-presets-add = Gestionnaires : un tableau à ajouter
discord-about-presets-name = Le nom du style ajouté
discord-about-presets-remove = Gestionnaires : un style à retirer
discord-about-queue = Vos images en cours, et l’affluence
discord-about-cancel = Abandonner une image en cours
discord-about-cancel-job = Laquelle
discord-about-settings = Salons, limites et valeurs de ce serveur
discord-about-history = Vos dernières images, à récupérer
discord-about-help = Comment demander, avec un exemple
discord-about-forget = Supprimer tout ce qui est gardé de vous
discord-about-styles = Essayer tous les styles sur une photo, puis choisir
discord-about-styles-content = La photo
discord-about-styles-private = Vous seul voyez l’image choisie
discord-about-stats = Ce que ce serveur a fait peindre depuis un jour

discord-option-content = photo
discord-option-style = tableau
discord-option-preset = style
discord-option-strength = intensité
discord-option-quality = qualité
discord-option-size = taille
discord-option-colors = couleurs
discord-option-style2 = tableau2
discord-option-blend = mélange
discord-option-seed = graine
discord-option-timelapse = accéléré
discord-option-add = ajouter
discord-option-name = nom
discord-option-remove = retirer
discord-option-job = travail
discord-option-private = privé

discord-choice-quality-draft = brouillon : rapide
discord-choice-quality-standard = standard
discord-choice-quality-fine = soigné : lent
discord-choice-colors-style = couleurs du tableau
discord-choice-colors-keep = couleurs de la photo
discord-choice-colors-match = palette du tableau, ajustée à la photo
discord-choice-spoiler-True = toujours
discord-choice-spoiler-False = seulement si la photo ou le tableau l’était
discord-choice-avatars-own = le sien
discord-choice-avatars-anyone = celui de chacun
discord-choice-avatars-off = celui de personne

discord-button-cancel = Annuler
discord-button-keep = Garder ainsi
discord-button-again = Encore
discord-button-stronger = Plus fort
discord-button-softer = Plus doux
discord-button-bigger = Plus grand
discord-button-colors = Couleurs d’origine
discord-button-swap = Échanger
discord-button-compare = Comparer
discord-button-recipe = Recette
discord-button-delete = Supprimer
discord-button-fetch = Récupérer mon image
discord-button-styles = Autre style
discord-button-variations = Variantes
discord-button-change = Modifier…
discord-button-erase = Supprimer pour de bon
discord-button-spare = Finalement non
discord-button-forget = Tout supprimer

discord-waiting = numéro { $position } sur { $count } dans la file
discord-starting = en préparation
discord-step = étape { $step } sur { $steps }
discord-left = encore { $time }
discord-seconds =
    { $count ->
        [one] environ { $count } seconde
       *[other] environ { $count } secondes
    }
discord-minutes =
    { $count ->
        [one] environ { $count } minute
       *[other] environ { $count } minutes
    }
discord-hours =
    { $count ->
        [one] environ { $count } heure
       *[other] environ { $count } heures
    }
discord-sketch = Une première esquisse ; la vraie peinture suit.
discord-own-style =
    { $count ->
        [one] tableau personnel
       *[other] { $count } tableaux personnels
    }
discord-strength = intensité { $strength }
discord-took = { $seconds } s
discord-seed = graine { $seed }
discord-kept = Terminée plus tôt, comme demandé.
discord-alt = { $photo }, repeinte dans le style de : { $style }
discord-alt-preview = L’image en l’état, à { $percent } pour cent
discord-alt-compare = Photo, tableau et résultat côte à côte
discord-cancelled = { $who } : annulé.
discord-failed = { $who }, cette image n’a pas abouti.
discord-ready = { $who }, votre image est prête.
discord-fitted = Trop grande telle quelle pour cet endroit ; envoyée ainsi : { $how }.
discord-no-timelapse = L’animation est trop grande pour cet endroit.
discord-animation-lost = L’animation n’a pas pu être envoyée.
discord-moved = C’est plus long : la suite est dans un nouveau message plus bas.
discord-moved-dm = C’est plus long : la suite est dans un message privé.
discord-unreachable = { $who }, c’est plus long que le temps où je peux écrire ici. Appuyez plus tard sur le bouton pour récupérer l’image.
discord-dm-promise = Votre image demande { $time }. Vous la recevrez ici.
discord-broken = Quelque chose a échoué de mon côté. Réessayez.
discord-recipe = La recette, sous forme de commande à copier ; le PNG la contient aussi.
discord-queue-mine =
    { $count ->
        [one] Votre image en cours
       *[other] Vos images en cours : { $count }
    }
discord-queue-server = Ici en tout : { $painting } en cours, { $waiting } en attente
discord-cancelling = Annulé : { $name }
discord-presets =
    { $count ->
        [one] Un style
       *[other] { $count } styles
    }
discord-preset-added = Ajouté : { $name }
discord-preset-removed = Retiré : { $name }
discord-preset-replaced = Remplacé : { $name } a maintenant un nouveau tableau.

discord-modal-title = Styliser cette image
discord-modal-style = Un tableau
discord-modal-preset = Ou un style nommé
discord-modal-strength = Intensité
discord-modal-size = Plus grand côté en pixels
discord-modal-finish = Qualité et couleurs
discord-modal-seed = Graine : autre nombre, autre image
discord-modal-change = Modifier cette image

discord-settings = Réglages de ce serveur
discord-setting-allowed-channels = Salons où l’on peint
discord-setting-everywhere = tous
discord-setting-priority-roles = Rôles prioritaires
discord-setting-nobody = aucun
discord-setting-usual = non fixé ici
discord-setting-default-strength = Intensité par défaut
discord-setting-default-size = Taille par défaut (pixels)
discord-setting-default-quality = Qualité par défaut
discord-setting-default-colors = Couleurs par défaut
discord-setting-max-size = Taille maximale (pixels)
discord-setting-max-quality = Meilleure qualité
discord-setting-jobs-per-person = Images par personne à la fois
discord-setting-jobs-per-server = Images du serveur à la fois
discord-setting-cooldown = Pause entre deux images (secondes)
discord-setting-sizes = Intensité et tailles
discord-setting-limits = Combien, à quel rythme
discord-setting-blocked = Personnes refusées
discord-setting-exempt = Les modérateurs sont exemptés des limites de ce serveur.
discord-setting-results-channel = Salon qui montre chaque image terminée
discord-setting-log-channel = Salon qui apprend qui a fait peindre quoi
discord-setting-always-spoiler = Images en spoiler
discord-setting-avatars = Avatars qui peuvent être peints
discord-saved = Enregistré.

refusal-style-twice = Donnez un tableau ou un style nommé, pas les deux.
refusal-not-fetched = Ce fichier n’a pas pu être récupéré chez Discord. Joignez-le à nouveau.
refusal-unreachable = Cela prendrait { $time }. Je ne peux pas écrire de moi-même dans ce salon et vos messages privés sont fermés : je ne pourrais pas vous l’apporter. Ouvrez vos messages privés, choisissez une qualité ou une taille moindre, ou demandez sur un serveur où je suis.
refusal-managers-only = Seules les personnes qui gèrent ce serveur le peuvent.
refusal-no-picture-there = Il n’y a pas d’image dans ce message.
refusal-no-image-file = « { $name } » n’est pas une image. Joignez une photo, par exemple en JPEG, PNG ou WebP.
refusal-not-ready = Ce n’est pas encore prêt. Appuyez plus tard.
discord-which-picture = Laquelle des images ?
discord-exempt = Les membres ne peuvent pas demander dans ce salon ; vous si, car vous modérez ici.
discord-history =
    { $count ->
        [one] Votre dernière image
       *[other] Vos { $count } dernières images
    }
discord-history-none = Vous n’avez pas encore d’images, ou elles ne sont plus conservées. /{ $help } explique comment demander.
discord-history-hint = Un bouton apporte cette image ici, pour vous seul.
discord-help =
    Impasto repeint une photo dans le style d’un tableau.
    `/{ $stylize }` avec une photo dans `{ $content }`, et un tableau dans `{ $style }` ou le nom d’un style dans `{ $preset }`. Par exemple :
    ```/{ $stylize } { $content }:(votre photo) { $preset }:{ $example } { $strength }:70```
    Une image dans un message : *Applications* → *{ $form }*
    `/{ $presets }` montre les styles, `/{ $history }` vos images, `/{ $queue }` la file, `/{ $cancel }` en annule une.
discord-section-places = Où, et qui
discord-section-painting = Comment on peint
discord-section-showing = Ce que deviennent les images
refusal-stale-command = Votre Discord affiche encore une ancienne version de cette commande. Rechargez Discord (Ctrl+R, ou fermez et rouvrez l’application) et réessayez.
refusal-choice-over = Ce choix est terminé, ou appartient à quelqu’un d’autre. Recommencez.
refusal-nothing-changed = Rien ne changerait. Modifiez au moins un champ.
discord-forget = De vous sont gardés : travaux { $jobs }, images { $pictures }, styles { $presets }. Tout peut être supprimé maintenant, pour de bon. Les messages déjà envoyés restent dans Discord.
discord-forget-nothing = Rien n’est gardé de vous.
discord-forgotten = Supprimé : travaux { $jobs }, images { $pictures }, styles { $presets }.
discord-sheet-styles = Quel style ? Celui que vous choisissez sera peint.
discord-sheet-variations = Laquelle ? Celle que vous choisissez sera peinte.
discord-log = { $who } : « { $photo } » dans le style de { $style }. { $link }
discord-log-private = { $who } a fait peindre une image privée.
refusal-avatars-off = Sur ce serveur, les avatars ne sont pas peints. Utilisez /stylize avec une image à vous.
refusal-avatars-own = Ici, vous ne pouvez faire peindre que votre propre avatar.
discord-stats =
    { $count ->
        [one] { $count } image en 24 heures
       *[other] { $count } images en 24 heures
    }
discord-stats-wait = De la demande à l’image : la moitié en { $half }, presque toutes en { $most }.
