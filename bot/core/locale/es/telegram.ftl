telegram-start =
    ¡Hola! Repinto fotos con el estilo de cuadros.

    Envíame dos imágenes en un solo álbum: primero tu foto, después el cuadro. Eso es todo.

    También puedes enviar una foto y elegir después un cuadro de mi lista. Más en /help.
telegram-start-group =
    ¡Hola! Repinto fotos con el estilo de cuadros.

    Responde a una foto con un cuadro y el texto /stylize, o responde solo con /stylize y elige un cuadro.
telegram-help =
    Cómo se hace:
    • Un álbum de dos imágenes: primero la foto, después el cuadro. En un grupo, con el texto /stylize. Más imágenes son más cuadros, mezclados.
    • Un cuadro con el texto /stylize en respuesta a una foto.
    • /stylize en respuesta a una foto; después elige un cuadro o envía uno.
    • /stylize preset=pastel en respuesta a una foto.

    Las opciones van detrás del comando:
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength: 1 es casi la foto, 100 casi el cuadro
    colors: style, keep (los de la foto) o match
    size: lado más largo en píxeles
    quality: draft, standard o fine

    Las imágenes enviadas como archivo conservan toda su calidad.
    /presets muestra mis cuadros, /queue quién espera, /cancel detiene tu imagen.
telegram-send-photo = Envíame dos imágenes en un solo álbum: primero tu foto, después el cuadro. O solo la foto, y elige después un cuadro.
telegram-reply-to-photo = Responde a una foto con /stylize, o envía dos imágenes en un álbum con el texto /stylize.
telegram-ask-style = Bonita foto. Ahora envíame el cuadro o elige uno:
telegram-ask-style-group = Bonita foto. Ahora responde a este mensaje con el cuadro o elige uno:
telegram-options-noted = Anotado. Ahora envíame el cuadro.
telegram-expired = No llegó ningún cuadro, así que he dejado esta foto a un lado. Empieza de nuevo cuando quieras.
telegram-choice-over = Esta elección ya terminó. Empieza de nuevo, por favor.
telegram-too-old = Este botón es demasiado antiguo. Empieza de nuevo, por favor.
telegram-too-big = Este archivo supera los { $limit } MB que Telegram me entrega. Envíalo como foto en lugar de archivo o hazlo antes más pequeño.
telegram-not-fetched = Telegram no me dio la imagen. Envíala otra vez, por favor.
telegram-unknown-word = No conozco «{ $word }».
telegram-did-you-mean = ¿Querías decir «{ $word }»?
telegram-options = Las opciones se escriben como strength=70. Hay: { $options }. Corrige tu mensaje o envíalo de nuevo.
telegram-wrong-value = Así no funciona: { $detail }. Por ejemplo: /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ Eres el siguiente
       *[other] ⏳ Eres el número { $position } de { $waiting }
    }
telegram-beginning = ⏳ Preparando…
telegram-step-of = Paso { $step } de { $steps }
telegram-left = tiempo restante: { $time }
telegram-seconds = { $count } s
telegram-minutes = { $count } min
telegram-hours = { $count } h
telegram-sketch = Un boceto rápido; la imagen de verdad está en camino.
telegram-done = ✅ Lista en { $time }
telegram-kept = ✅ Conservada tras { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } paso
       *[other] { $steps } pasos
    }
telegram-made-smaller = Enviada como { $note } para que quepa.
telegram-timelapse = Así creció.
telegram-no-file = La imagen está aquí, pero no se pudo enviar su archivo. Prueba el botón «Archivo».
telegram-failed = ❌ No salió bien. { $reason }
telegram-cancelled = ✖ Cancelada.
telegram-cancelling = Cancelada.
telegram-keeping = La dejo como está ahora.
telegram-accepted = Está en la cola.
telegram-coming = Un momento…
telegram-queue-empty = En este chat no espera nadie.
telegram-queue-title =
    { $count ->
        [one] Una imagen en este chat:
       *[other] { $count } imágenes en este chat:
    }
telegram-cancel-none = No tienes nada que cancelar.
telegram-cancel-which = ¿Cuál?
telegram-presets = Toca un estilo y después envíame la foto. O responde a una foto con { $example }
telegram-no-presets = Aquí todavía no hay cuadros. Envía el tuyo.
telegram-settings =
    Ajustes de este chat:
    { $values }

    Se cambian así: /settings quality=draft max_size=1024 files=on
    Volver al valor por defecto: /settings quality=default
telegram-settings-admins = Solo los administradores de este chat pueden cambiar sus ajustes.
telegram-oops = Algo ha fallado aquí y está en mi registro. Inténtalo otra vez, por favor.
telegram-button-cancel = ✖ Cancelar
telegram-button-keep = ✔ Dejarla así
telegram-button-again = 🔄 Otra vez
telegram-button-stronger = ➕ Más fuerte
telegram-button-softer = ➖ Más suave
telegram-button-bigger = 🔍 Más grande
telegram-button-colors = 🎨 Colores originales
telegram-button-swap = 🔀 Intercambiar
telegram-button-compare = 🖼 Comparar
telegram-button-file = 📎 Archivo
telegram-command-stylize = Repintar una foto con el estilo de un cuadro
telegram-command-presets = Los cuadros para elegir
telegram-command-queue = Quién espera
telegram-command-cancel = Detener tu imagen
telegram-command-settings = Valores y límites de este chat
telegram-command-help = Cómo se hace
telegram-ask-photo = Buena elección. Ahora envíame la foto:
telegram-ask-photo-group = Buena elección. Ahora responde a este mensaje con la foto:
telegram-begin = { $name }: ahora envíame tu foto.
telegram-begin-group = { $name }: ahora responde a este mensaje con tu foto.
telegram-still-no-style = Ya tengo tu foto. Ahora envíame el cuadro como imagen o elige uno bajo mi pregunta. /cancel deja la foto a un lado.
telegram-still-no-photo = Ya sé el estilo. Ahora envíame la foto como imagen. /cancel deja el estilo a un lado.
telegram-noted-photo = lo que empezaste
telegram-choice-dropped = De acuerdo, lo he dejado a un lado.
telegram-photo-dropped = Hecho. Ahora la otra foto, por favor.
telegram-below = ✅ La imagen está más abajo.
telegram-emptied = 🗑 Eliminado.
telegram-comes-here = 🔒 Tu imagen llegará aquí.
telegram-sent-alone = Te llega solo a ti.
telegram-no-pictures-here = Tu imagen está lista, pero aquí no puedo enviar ni fotos ni archivos. Toca el botón y la llevo a nuestro chat privado.
telegram-greeting =
    ¡Hola! Repinto fotos con el estilo de cuadros.
    Responde a una foto con /stylize y elige un cuadro, o responde con un cuadro y el texto /stylize.
    Más en /help; los administradores tienen /settings.
telegram-delete-sure = ¿Eliminar esta imagen para siempre?
telegram-delete-kept = No se ha eliminado nada.
telegram-deleted = Eliminado.
telegram-forget-ask =
    Esto es lo que guardo de ti:
    • peticiones: { $jobs }
    • imágenes: { $pictures }
    • estilos propios: { $presets }

    ¿Lo elimino todo, de todos los chats? Lo que ya está en tus chats lo eliminas tú allí.
telegram-forgotten = Eliminado. Peticiones: { $jobs }, imágenes: { $pictures }, estilos propios: { $presets }. Ya no guardo nada de ti.
telegram-forget-kept = No se ha eliminado nada.
telegram-settings-unknown =
    No conozco «{ $word }». Hay:
    { $known }
telegram-settings-block-whom = Responde a un mensaje de esa persona con /settings { $verb }.
telegram-settings-log-whose = Solo informo a un chat que administres y que yo pueda ver. Escribe allí log=here o indica su número.
telegram-setting-strength = Intensidad habitual
telegram-setting-size = Tamaño habitual (lado más largo en píxeles)
telegram-setting-quality = Calidad habitual
telegram-setting-colors = Colores habituales
telegram-setting-max-size = Tamaño máximo (píxeles)
telegram-setting-max-quality = Mejor calidad
telegram-setting-jobs = Imágenes a la vez por persona
telegram-setting-jobs-here = Imágenes a la vez en este chat
telegram-setting-cooldown = Pausa entre dos imágenes (segundos)
telegram-setting-spoiler = Siempre oculto como spoiler
telegram-setting-topics = Temas en los que pinto
telegram-setting-log = Chat que se entera de quién pidió qué
telegram-setting-blocked = Personas que rechazo aquí
telegram-setting-files = El archivo con cada imagen
telegram-button-other = 🔁 Otra foto
telegram-button-drop = ✖ Cancelar
telegram-button-hush = 🔒 Solo para mí
telegram-button-alone = 🔒 Enviar solo a mí
telegram-button-delete = 🗑 Eliminar
telegram-button-delete-yes = 🗑 Sí, eliminar
telegram-button-delete-no = No, conservar
telegram-button-forget = 🗑 Sí, eliminar todo
telegram-button-forget-no = No, conservar
telegram-command-forget = Eliminar todo lo mío
telegram-styles = Tu foto en todos los estilos. Toca uno y lo pinto entero; o responde con un cuadro tuyo.
telegram-styles-need-photo = Envíame una foto con el texto /styles o responde a una con /styles.
telegram-variations = Cuatro maneras. Toca una y la pinto entera.
telegram-button-styles = 🖼 Otro estilo
telegram-button-variations = 🎲 Variaciones
telegram-command-styles = Ver tu foto en todos los estilos
telegram-logged = { $name } pidió esto: { $recipe }
telegram-stats-admins = Solo los administradores de este chat pueden ver sus cifras.
telegram-command-stats = Cifras de este chat
telegram-stats =
    En las últimas 24 horas:
    • terminadas: { $done }
    • fallidas: { $failed }
    • canceladas: { $cancelled }
    • pintándose: { $running }, en espera: { $waiting }
telegram-stats-time = De la petición a la imagen: { $usual } por lo común, { $longest } como mucho.
