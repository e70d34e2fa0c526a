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
    /presets покажет мои картины, /queue — кто ждёт, /cancel остановит вашу картинку.
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
telegram-sketch = Быстрый набросок; настоящая картинка скоро будет.
telegram-done = ✅ Готово за { $time }
telegram-kept = ✅ Оставлено через { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } шаг
        [few] { $steps } шага
       *[other] { $steps } шагов
    }
telegram-made-smaller = Чтобы поместилось, отправлено так: { $note }.
telegram-timelapse = Вот как она росла.
telegram-no-file = Картинка здесь, но её файл отправить не удалось. Попробуйте кнопку «Файл».
telegram-failed = ❌ Не получилось. { $reason }
telegram-cancelled = ✖ Отменено.
telegram-cancelling = Отменено.
telegram-keeping = Оставляю как есть.
telegram-accepted = Принято, ждёт очереди.
telegram-coming = Минутку…
telegram-queue-empty = В этом чате никто не ждёт.
telegram-queue-title =
    { $count ->
        [one] { $count } картинка в этом чате:
        [few] { $count } картинки в этом чате:
       *[other] { $count } картинок в этом чате:
    }
telegram-cancel-none = У вас нечего отменять.
telegram-cancel-which = Какую?
telegram-presets = Нажмите на стиль, потом пришлите фото. Или ответьте на фото командой { $example }
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
telegram-command-cancel = Остановить вашу картинку
telegram-command-settings = Настройки и пределы этого чата
telegram-command-help = Как попросить
telegram-ask-photo = Хороший выбор. Теперь пришлите фото:
telegram-ask-photo-group = Хороший выбор. Теперь ответьте на это сообщение фотографией:
telegram-begin = { $name }: теперь пришлите фото.
telegram-begin-group = { $name }: теперь ответьте на это сообщение фотографией.
telegram-still-no-style = Фото у меня. Теперь пришлите картину изображением или выберите её под моим вопросом. /cancel отложит фото.
telegram-still-no-photo = Стиль я знаю. Теперь пришлите фото изображением. /cancel отложит стиль.
telegram-noted-photo = то, что вы начали
telegram-choice-dropped = Хорошо, я отложил это.
telegram-photo-dropped = Отложено. Теперь, пожалуйста, другое фото.
telegram-below = ✅ Картинка ниже.
telegram-emptied = 🗑 Удалено.
telegram-comes-here = 🔒 Ваша картинка придёт сюда.
telegram-sent-alone = Она придёт только вам.
telegram-no-pictures-here = Картинка готова, но здесь мне нельзя отправлять ни фото, ни файлы. Нажмите кнопку, и я принесу её в наш личный чат.
telegram-greeting =
    Здравствуйте! Я перерисовываю фотографии в стиле картин.
    Ответьте на фото командой /stylize и выберите картину или ответьте картиной с подписью /stylize.
    Подробнее: /help; для администраторов есть /settings.
telegram-delete-sure = Удалить эту картинку навсегда?
telegram-delete-kept = Ничего не удалено.
telegram-deleted = Удалено.
telegram-forget-ask =
    Вот что я храню о вас:
    • запросы: { $jobs }
    • картинки: { $pictures }
    • ваши стили: { $presets }

    Удалить всё, из всех чатов? То, что уже есть в ваших чатах, удалите там сами.
telegram-forgotten = Удалено. Запросы: { $jobs }, картинки: { $pictures }, ваши стили: { $presets }. Больше я ничего о вас не храню.
telegram-forget-kept = Ничего не удалено.
telegram-settings-unknown =
    Я не знаю «{ $word }». Есть:
    { $known }
telegram-settings-block-whom = Ответьте на сообщение этого человека командой /settings { $verb }.
telegram-settings-log-whose = Я сообщаю только в чат, который вы администрируете и который мне виден. Напишите там log=here или укажите его номер.
telegram-setting-strength = Обычная сила стиля
telegram-setting-size = Обычный размер (длинная сторона в пикселях)
telegram-setting-quality = Обычное качество
telegram-setting-colors = Обычные цвета
telegram-setting-max-size = Наибольший размер (пиксели)
telegram-setting-max-quality = Лучшее качество
telegram-setting-jobs = Картинок одновременно на человека
telegram-setting-jobs-here = Картинок одновременно в этом чате
telegram-setting-cooldown = Пауза между двумя картинками (секунды)
telegram-setting-spoiler = Всегда скрывать под спойлером
telegram-setting-topics = Темы, в которых я рисую
telegram-setting-log = Чат, который узнаёт, кто что заказал
telegram-setting-blocked = Кому я здесь отказываю
telegram-setting-files = Файл к каждой картинке
telegram-button-other = 🔁 Другое фото
telegram-button-drop = ✖ Отмена
telegram-button-hush = 🔒 Только мне
telegram-button-alone = 🔒 Прислать только мне
telegram-button-delete = 🗑 Удалить
telegram-button-delete-yes = 🗑 Да, удалить
telegram-button-delete-no = Нет, оставить
telegram-button-forget = 🗑 Да, удалить всё
telegram-button-forget-no = Нет, оставить
telegram-command-forget = Удалить всё моё
telegram-styles = Ваше фото во всех стилях. Нажмите на один, и я нарисую его полностью; или ответьте своей картиной.
telegram-styles-need-photo = Пришлите фото с подписью /styles или ответьте на фото командой /styles.
telegram-variations = Четыре варианта. Нажмите на один, и я нарисую его полностью.
telegram-button-styles = 🖼 Другой стиль
telegram-button-variations = 🎲 Варианты
telegram-command-styles = Посмотреть фото во всех стилях
telegram-logged = { $name }, заказ: { $recipe }
telegram-stats-admins = Цифры этого чата видят только его администраторы.
telegram-command-stats = Цифры этого чата
telegram-stats =
    За последние 24 часа:
    • готово: { $done }
    • не получилось: { $failed }
    • отменено: { $cancelled }
    • рисуется: { $running }, в очереди: { $waiting }
telegram-stats-time = От запроса до изображения: обычно { $usual }, самое долгое { $longest }.
