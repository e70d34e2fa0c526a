# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = No puedo usar esta imagen: { $detail }.
refusal-busy = La máquina está demasiado ocupada para leer imágenes ahora; la tuya está bien. Inténtalo otra vez dentro de un minuto.
refusal-picture-too-large = Esta imagen es demasiado grande: { $detail }. Envía una más pequeña.
refusal-picture-too-small = Esta imagen no se puede pintar: { $detail }.
refusal-bad-option = Una de las opciones no sirve: { $detail }.
refusal-unknown-preset = No hay ningún estilo llamado «{ $name }». Hay estos: { $known }.
refusal-bad-name = «{ $name }» no puede ser el nombre de un estilo: usa de 1 a 32 letras, cifras, espacios, - o _, y empieza por una letra o una cifra.
refusal-name-taken = «{ $name }» es el nombre de un estilo incluido. Elige otro nombre.
refusal-too-many-presets =
    { $limit ->
        [one] Solo hay sitio para { $limit } estilo. Quítalo primero.
       *[other] Solo hay sitio para { $limit } estilos. Quita uno primero.
    }
refusal-preset-ships = «{ $name }» viene incluido y no se puede quitar.
refusal-preset-not-here = «{ $name }» es de toda la instalación; solo quien la administra puede quitarlo.
refusal-queue-full =
    { $count ->
        [one] La cola está llena: espera { $count } imagen. Inténtalo de nuevo en unos minutos.
       *[other] La cola está llena: esperan { $count } imágenes. Inténtalo de nuevo en unos minutos.
    }
refusal-too-many-of-yours =
    { $count ->
        [one] Ya tienes { $count } imagen en espera y el máximo es { $limit }. Espera a que termine o cancélala.
       *[other] Ya tienes { $count } imágenes en espera y el máximo es { $limit }. Espera a que termine una o cancela alguna.
    }
refusal-too-many-of-server =
    { $count ->
        [one] Aquí ya espera { $count } imagen y el máximo es { $limit }. Inténtalo cuando termine.
       *[other] Aquí ya esperan { $count } imágenes y el máximo es { $limit }. Inténtalo cuando termine una.
    }
refusal-cooldown =
    { $seconds ->
        [one] Las imágenes, de una en una: inténtalo de nuevo en { $seconds } segundo.
       *[other] Las imágenes, de una en una: inténtalo de nuevo en { $seconds } segundos.
    }
refusal-blocked = No puedes usar este bot aquí. Si crees que es un error, pregunta a quienes lo administran.
refusal-moderated = Aquí no se aceptan estas imágenes: { $detail }.
refusal-moderation-failed = Ahora no se pudieron revisar las imágenes y por eso no se aceptan. Inténtalo de nuevo en un minuto.
refusal-size-not-allowed = { $asked } píxeles son demasiados: aquí se permiten como máximo { $limit }. Elige un tamaño menor.
refusal-size-reached = Esta imagen ya tiene el tamaño máximo permitido aquí: { $limit } píxeles.
refusal-quality-not-allowed = La calidad «{ $asked }» no está permitida aquí; la mejor es «{ $limit }».
refusal-iterations-not-allowed = { $asked } iteraciones son demasiadas: aquí se permiten como máximo { $limit }.
refusal-too-many-styles =
    { $limit ->
        [one] Solo se puede usar { $limit } imagen de estilo a la vez. Envía menos.
       *[other] Se pueden mezclar como máximo { $limit } imágenes de estilo. Envía menos.
    }
refusal-blend-mismatch =
    { $styles ->
        [one] La mezcla indica { $given } pesos, pero hay { $styles } imagen de estilo. Da un peso para cada una.
       *[other] La mezcla indica { $given } pesos, pero hay { $styles } imágenes de estilo. Da un peso para cada una.
    }
refusal-owner-only = La opción «{ $option }» solo se puede usar en la propia máquina. Quítala.
refusal-style-missing = Falta un estilo. Añade un cuadro o elige uno de los estilos con nombre.
refusal-not-yours = Esta imagen es de otra persona; solo ella, o quien cuida el orden aquí, puede hacer eso.
refusal-not-your-photo = Esta imagen se pintó a partir de la foto de otra persona: solo ella puede mostrar más de su foto. Puedes hacerla más intensa o elegir otro estilo.
refusal-no-such-job = Ya no conozco esta imagen. Se borró o se acabó su tiempo.
refusal-already-over = Demasiado tarde: esta imagen ya terminó.
refusal-not-started = Esta imagen aún no ha empezado, así que no hay nada que conservar. Espera su turno o cancélala.
refusal-too-early = Es pronto para quedarse con esta imagen: la foto todavía se transparenta. Inténtalo dentro de un momento.
refusal-sheet-failed = Ahora mismo no se pudieron dibujar las muestras. Inténtalo de nuevo en un minuto.
refusal-nothing-to-vary = No hay nada más intenso que esto.
refusal-shutting-down = Me están reiniciando. Todo lo que está en la cola se conserva; inténtalo de nuevo en un minuto.
refusal-channel-not-allowed = Aquí no se pintan imágenes. Pide en uno de los sitios elegidos para ello.
refusal-pictures-gone = Las imágenes de esto ya no se conservan. Envíalas otra vez.
refusal-storage-full = El disco está lleno y no caben más imágenes. Avisa, por favor, a quienes administran este bot.
refusal-storage-busy = Ahora mismo no se puede escribir en el almacenamiento del bot. Inténtalo de nuevo en un minuto.

# Why a job failed.
error-engine-error = No se pudo pintar la imagen. Quienes administran este bot encuentran el motivo en su registro.
error-bad-option = Una de las opciones no sirve: { $detail }.
error-bad-picture = No se pudo leer una de las imágenes: { $detail }. Prueba con otro archivo.
error-picture-too-large = Una de las imágenes es demasiado grande: { $detail }. Envía una más pequeña.
error-picture-too-small = Una de las imágenes no se puede pintar: { $detail }.
error-bad-device = No se puede usar el dispositivo que pinta. Avisa, por favor, a quienes administran este bot.
error-bad-weights = No se pudo cargar la red que pinta. Avisa, por favor, a quienes administran este bot.
error-out-of-memory = No hay memoria suficiente para una imagen de este tamaño. Prueba con uno menor.
error-worker-died = La pintura se interrumpió dos veces. Prueba con un tamaño menor.
error-busy = La máquina estaba demasiado ocupada para esta imagen. Inténtalo de nuevo en un minuto.
error-pictures-gone = Las imágenes de esto ya no están. Envíalas otra vez.
error-inputs-deleted = La persona a quien pertenece la foto la ha borrado; esta imagen ya no se puede pintar.
error-poison = Me interrumpieron varias veces al pintar esto y lo he dejado. Prueba con un tamaño menor.
error-internal = Algo inesperado salió mal, y no por tu culpa. Inténtalo de nuevo, por favor.

# How a job stands.
state-queued = en espera
state-running = pintándose
state-done = terminada
state-delivered = entregada
state-failed = fallida
state-cancelled = cancelada

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count ->
        [one] Pinta una máquina; caballetes en uso: { $easels }
       *[other] Pintan { $count } máquinas; caballetes en uso: { $easels }
    }

# What there is to choose on a sheet.
choice-strength = intensidad { $strength }
