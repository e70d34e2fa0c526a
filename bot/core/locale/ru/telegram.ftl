telegram-start =
    Здравствуйте! Я перерисовываю фотографии в стиле картин.

    Пришлите мне два изображения одним альбомом: сначала фото, потом картину. Это всё.

    Можно прислать и одно фото, а картину выбрать из моего списка. Подробнее: /help.
telegram-start-group =
    Здравствуйте! Я перерисовываю фотографии в стиле картин.

    Ответьте на фото картиной с подписью /stylize или ответьте просто /stylize и выберите картину.
telegram-help =
    Как попросить:
    • Альбом из двух изображений: сначала фото, потом картина. В группе с подписью /stylize. Остальные изображения — ещё картины, стили смешаются.
    • Картина с подписью /stylize в ответ на фото.
    • /stylize в ответ на фото; затем выберите картину или пришлите свою.
    • /stylize preset=pastel в ответ на фото.

    Параметры пишутся после команды:
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength: 1 — почти фото, 100 — почти картина
    colors: style, keep (цвета фото) или match
    size: длинная сторона в пикселях
    quality: draft, standard или fine

    Изображения, присланные файлами, сохраняют полное качество.
    /presets покажет мои картины, /queue — кто ждёт, /cancel остановит вашу.
telegram-send-photo = Пришлите мне два изображения одним альбомом: сначала фото, потом картину. Или только фото, а картину выберите.
telegram-reply-to-photo = Ответьте на фото командой /stylize или пришлите два изображения одним альбомом с подписью /stylize.
telegram-ask-style = Хорошее фото. Теперь пришлите картину или выберите:
telegram-ask-style-group = Хорошее фото. Теперь ответьте на это сообщение картиной или выберите:
telegram-options-noted = Запомнил. Теперь пришлите картину.
telegram-expired = Картина так и не пришла, и я отложил это фото. Просто начните заново.
telegram-choice-over = Этот выбор уже закончен. Начните, пожалуйста, заново.
telegram-too-old = Эта кнопка слишком старая. Начните, пожалуйста, заново.
telegram-too-big = Этот файл больше { $limit } МБ, которые отдаёт мне Telegram. Пришлите его как фото, а не файлом, или сначала уменьшите.
telegram-not-fetched = Telegram не отдал мне изображение. Пришлите его, пожалуйста, ещё раз.
telegram-unknown-word = Я не знаю «{ $word }».
telegram-did-you-mean = Может быть, «{ $word }»?
telegram-options = Параметры пишутся так: strength=70. Есть: { $options }. Исправьте сообщение или пришлите его снова.
telegram-wrong-value = Так не получится: { $detail }. Например: /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ Вы следующий
       *[other] ⏳ Вы { $position }-й из { $waiting }
    }
telegram-beginning = ⏳ Готовлюсь…
telegram-step-of = Шаг { $step } из { $steps }
telegram-left = осталось около { $time }
telegram-seconds = { $count } с
telegram-minutes = { $count } мин
telegram-hours = { $count } ч
telegram-sketch = Быстрый набросок; настоящая картина скоро будет.
telegram-done = ✅ Готово за { $time }
telegram-kept = ✅ Оставлено через { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } шаг
        [few] { $steps } шага
       *[other] { $steps } шагов
    }
telegram-made-smaller = Подогнано под размер: { $note }
telegram-timelapse = Вот как она росла.
telegram-no-file = Картина здесь, но её файл отправить не удалось. Попробуйте кнопку «Файл».
telegram-failed = ❌ Не получилось. { $reason }
telegram-cancelled = ✖ Отменено.
telegram-cancelling = Отменено.
telegram-keeping = Оставляю как есть.
telegram-accepted = Сейчас будет!
telegram-coming = Минутку…
telegram-queue-empty = Никто не ждёт.
telegram-queue-title =
    { $count ->
        [one] { $count } картина в этом чате:
        [few] { $count } картины в этом чате:
       *[other] { $count } картин в этом чате:
    }
telegram-cancel-none = У вас нечего отменять.
telegram-cancel-which = Какую?
telegram-presets = Мои картины: { $names }. Например: /stylize preset={ $example }
telegram-no-presets = Здесь пока нет картин. Пришлите свою.
telegram-settings =
    Настройки этого чата:
    { $values }

    Изменить их можно так: /settings quality=draft max_size=1024 files=on
    Вернуть по умолчанию: /settings quality=default
telegram-settings-admins = Менять настройки этого чата могут только его администраторы.
telegram-oops = Что-то пошло не так, это записано в моём журнале. Попробуйте, пожалуйста, ещё раз.
telegram-button-cancel = ✖ Отменить
telegram-button-keep = ✔ Оставить так
telegram-button-again = 🔄 Ещё раз
telegram-button-stronger = ➕ Сильнее
telegram-button-softer = ➖ Слабее
telegram-button-bigger = 🔍 Больше
telegram-button-colors = 🎨 Исходные цвета
telegram-button-swap = 🔀 Поменять
telegram-button-compare = 🖼 Сравнить
telegram-button-file = 📎 Файл
telegram-command-stylize = Перерисовать фото в стиле картины
telegram-command-presets = Картины на выбор
telegram-command-queue = Кто ждёт
telegram-command-cancel = Остановить вашу картину
telegram-command-settings = Настройки и пределы этого чата
telegram-command-help = Как попросить
