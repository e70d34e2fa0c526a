# Discord: commands, buttons and messages.

discord-command-stylize = estilizar
discord-command-presets = estilos
discord-command-queue = cola
discord-command-cancel = cancelar
discord-command-settings = ajustes
discord-command-stylize-message = Estilizar…
discord-command-stylize-avatar = Estilizar avatar
discord-command-history = historial
discord-command-help = ayuda
discord-command-forget = olvidar
discord-command-styles = probar
discord-command-stats = estadísticas

discord-about-stylize = Repinta una foto con el estilo de un cuadro
discord-about-stylize-content = La foto
discord-about-stylize-style = El cuadro; o elige un estilo
discord-about-stylize-preset = Un estilo con nombre en lugar de un cuadro
discord-about-stylize-strength = 1 es casi la foto, 100 casi solo pintura
discord-about-stylize-quality = Con más pasos se ve mejor y tarda más
discord-about-stylize-size = Lado más largo en píxeles
discord-about-stylize-colors = Qué colores tendrá la imagen
discord-about-stylize-style2 = Un segundo cuadro para mezclar
discord-about-stylize-blend = Parte del segundo cuadro en porcentaje, o pesos como 3,7
discord-about-stylize-seed = Otro número da otra imagen
discord-about-stylize-timelapse = También una animación de la imagen creciendo
discord-about-stylize-private = Solo tú ves algo, también la imagen
discord-about-presets = Los estilos de este servidor
discord-about-presets-add = Gestores: un cuadro para añadir
discord-about-presets-name = El nombre del estilo añadido
discord-about-presets-remove = Gestores: un estilo para quitar
discord-about-queue = Tus imágenes en curso y cuánta cola hay
discord-about-cancel = Cancelar una imagen en curso
discord-about-cancel-job = Cuál
discord-about-settings = Canales, límites y valores de este servidor
discord-about-history = Tus imágenes más nuevas, para recogerlas
discord-about-help = Cómo pedirlo, con un ejemplo
discord-about-forget = Borrar todo lo que se guarda de ti
discord-about-styles = Probar todos los estilos en una foto y elegir uno
discord-about-styles-content = La foto
discord-about-styles-private = Solo tú ves la imagen elegida
discord-about-stats = Lo que este servidor pidió en el último día

discord-option-content = foto
discord-option-style = cuadro
discord-option-preset = estilo
discord-option-strength = intensidad
discord-option-quality = calidad
discord-option-size = tamaño
discord-option-colors = colores
discord-option-style2 = cuadro2
discord-option-blend = mezcla
discord-option-seed = semilla
discord-option-timelapse = animación
discord-option-add = añadir
discord-option-name = nombre
discord-option-remove = quitar
discord-option-job = trabajo
discord-option-private = privado

discord-choice-quality-draft = borrador: rápido
discord-choice-quality-standard = normal
discord-choice-quality-fine = fino: lento
discord-choice-colors-style = los colores del cuadro
discord-choice-colors-keep = los colores de la foto
discord-choice-colors-match = la paleta del cuadro, ajustada a la foto
discord-choice-spoiler-True = siempre
discord-choice-spoiler-False = solo si la foto o el cuadro lo era
discord-choice-avatars-own = el propio
discord-choice-avatars-anyone = el de cualquiera
discord-choice-avatars-off = el de nadie

discord-button-cancel = Cancelar
discord-button-keep = Quedármela así
discord-button-again = Otra vez
discord-button-stronger = Más fuerte
discord-button-softer = Más suave
discord-button-bigger = Más grande
discord-button-colors = Colores originales
discord-button-swap = Intercambiar
discord-button-compare = Comparar
discord-button-recipe = Receta
discord-button-delete = Borrar
discord-button-fetch = Recoger mi imagen
discord-button-styles = Otro estilo
discord-button-variations = Variantes
discord-button-change = Cambiar…
discord-button-erase = Borrar del todo
discord-button-spare = Mejor no
discord-button-forget = Borrar todo

discord-waiting = número { $position } de { $count } en la cola
discord-starting = preparando
discord-step = paso { $step } de { $steps }
discord-left = tiempo restante: { $time }
discord-seconds =
    { $count ->
        [one] cerca de { $count } segundo
       *[other] cerca de { $count } segundos
    }
discord-minutes =
    { $count ->
        [one] cerca de { $count } minuto
       *[other] cerca de { $count } minutos
    }
discord-hours =
    { $count ->
        [one] cerca de { $count } hora
       *[other] cerca de { $count } horas
    }
discord-sketch = Un primer boceto; ahora viene la pintura de verdad.
discord-own-style =
    { $count ->
        [one] cuadro propio
       *[other] { $count } cuadros propios
    }
discord-strength = intensidad { $strength }
discord-took = { $seconds } s
discord-seed = semilla { $seed }
discord-kept = Terminada antes, como querías.
discord-alt = { $photo }, repintada con el estilo de: { $style }
discord-alt-preview = La imagen tal como está, al { $percent } por ciento
discord-alt-compare = Foto, cuadro y resultado uno junto a otro
discord-cancelled = { $who }: cancelado.
discord-failed = { $who }, esta imagen no ha salido.
discord-ready = { $who }, tu imagen está lista.
discord-fitted = Era demasiado grande para este sitio; enviada como { $how }.
discord-no-timelapse = La animación es demasiado grande para este sitio.
discord-animation-lost = No se pudo enviar la animación.
discord-moved = Esto tarda más: sigue en un mensaje nuevo, más abajo.
discord-moved-dm = Esto tarda más: sigue en un mensaje directo para ti.
discord-unreachable = { $who }, esto tarda más de lo que puedo escribir aquí. Pulsa el botón más tarde para recoger la imagen.
discord-dm-promise = Tu imagen tarda { $time }. La recibirás aquí.
discord-broken = Algo ha fallado por mi parte. Inténtalo de nuevo.
discord-recipe = La receta como comando para copiar; el PNG también la lleva.
discord-queue-mine =
    { $count ->
        [one] Tu imagen en curso
       *[other] Tus imágenes en curso: { $count }
    }
discord-queue-server = Aquí en total: { $painting } pintándose, { $waiting } esperando
discord-cancelling = Cancelado: { $name }
discord-presets =
    { $count ->
        [one] Un estilo
       *[other] { $count } estilos
    }
discord-preset-added = Añadido: { $name }
discord-preset-removed = Quitado: { $name }
discord-preset-replaced = Sustituido: { $name } tiene ahora otro cuadro.

discord-modal-title = Estilizar esta imagen
discord-modal-style = Un cuadro
discord-modal-preset = O un estilo con nombre
discord-modal-strength = Intensidad
discord-modal-size = Lado más largo en píxeles
discord-modal-finish = Calidad y colores
discord-modal-seed = Semilla: otro número, otra imagen
discord-modal-change = Cambiar esta imagen

discord-settings = Ajustes de este servidor
discord-setting-allowed-channels = Canales donde se pinta
discord-setting-everywhere = todos
discord-setting-priority-roles = Roles con prioridad
discord-setting-nobody = ninguno
discord-setting-usual = sin fijar aquí
discord-setting-default-strength = Intensidad por defecto
discord-setting-default-size = Tamaño por defecto (píxeles)
discord-setting-default-quality = Calidad por defecto
discord-setting-default-colors = Colores por defecto
discord-setting-max-size = Tamaño máximo (píxeles)
discord-setting-max-quality = Mejor calidad
discord-setting-jobs-per-person = Imágenes por persona a la vez
discord-setting-jobs-per-server = Imágenes del servidor a la vez
discord-setting-cooldown = Pausa entre dos imágenes (segundos)
discord-setting-sizes = Intensidad y tamaños
discord-setting-limits = Cuántas y cada cuánto
discord-setting-blocked = Personas rechazadas
discord-setting-exempt = Los moderadores están exentos de los límites de este servidor.
discord-setting-results-channel = Canal que muestra cada imagen terminada
discord-setting-log-channel = Canal que sabe quién pidió qué
discord-setting-always-spoiler = Imágenes como spoiler
discord-setting-avatars = Avatares que se pueden pintar
discord-saved = Guardado.

refusal-style-twice = Da un cuadro o un estilo con nombre, no ambos.
refusal-not-fetched = No se pudo traer ese archivo de Discord. Adjúntalo de nuevo.
refusal-unreachable = Esto tardaría { $time }. No puedo escribir por mi cuenta en este canal y tus mensajes directos están cerrados, así que no podría traértela. Abre tus mensajes directos, elige menos calidad o tamaño, o pide en un servidor donde yo esté.
refusal-managers-only = Solo puede hacerlo quien gestiona este servidor.
refusal-no-picture-there = No hay ninguna imagen en ese mensaje.
refusal-no-image-file = «{ $name }» no es una imagen. Adjunta una foto, por ejemplo JPEG, PNG o WebP.
refusal-not-ready = Aún no está lista. Pulsa de nuevo más tarde.
discord-which-picture = ¿Cuál de las imágenes?
discord-exempt = Los miembros no pueden pedir en este canal; tú sí, porque moderas aquí.
discord-history =
    { $count ->
        [one] Tu imagen más nueva
       *[other] Tus { $count } imágenes más nuevas
    }
discord-history-none = Aún no tienes imágenes, o ya no se conservan. /{ $help } explica cómo pedirlas.
discord-history-hint = Un botón trae esa imagen aquí, solo para ti.
discord-help =
    Impasto repinta una foto con el estilo de un cuadro.
    `/{ $stylize }` con una foto en `{ $content }` y un cuadro en `{ $style }` o el nombre de un estilo en `{ $preset }`. Por ejemplo:
    ```/{ $stylize } { $content }:(tu foto) { $preset }:{ $example } { $strength }:70```
    Una imagen en un mensaje: *Apps* → *{ $form }*
    `/{ $presets }` muestra los estilos, `/{ $history }` tus imágenes, `/{ $queue }` la cola, `/{ $cancel }` cancela una.
discord-section-places = Dónde y quién
discord-section-painting = Cómo se pinta
discord-section-showing = Qué pasa con las imágenes
refusal-stale-command = Tu Discord aún muestra una versión antigua de este comando. Recarga Discord (Ctrl+R, o cierra y abre la aplicación) e inténtalo de nuevo.
refusal-choice-over = Esta elección ya terminó o es de otra persona. Empieza de nuevo.
refusal-nothing-changed = Nada sería distinto. Cambia al menos un campo.
discord-forget = De ti se guarda: trabajos { $jobs }, imágenes { $pictures }, estilos { $presets }. Todo se puede borrar ahora, para siempre. Los mensajes ya enviados quedan en Discord.
discord-forget-nothing = No se guarda nada de ti.
discord-forgotten = Borrado: trabajos { $jobs }, imágenes { $pictures }, estilos { $presets }.
discord-sheet-styles = ¿Qué estilo? Se pintará el que elijas.
discord-sheet-variations = ¿Cuál? Se pintará la que elijas.
discord-log = { $who }: «{ $photo }» con el estilo de { $style }. { $link }
discord-log-private = { $who } pidió una imagen privada.
refusal-avatars-off = En este servidor no se pintan avatares. Usa /stylize con una imagen tuya.
refusal-avatars-own = Aquí solo puedes pedir tu propio avatar.
discord-stats =
    { $count ->
        [one] { $count } imagen en las últimas 24 horas
       *[other] { $count } imágenes en las últimas 24 horas
    }
discord-stats-wait = De la petición a la imagen: la mitad en { $half }, casi todas en { $most }.
