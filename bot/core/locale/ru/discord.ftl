# Discord: commands, buttons and messages.

discord-command-stylize = стилизовать
discord-command-presets = стили
discord-command-queue = очередь
discord-command-cancel = отменить
discord-command-settings = настройки
discord-command-stylize-message = Стилизовать…
discord-command-stylize-avatar = Стилизовать аватар
discord-command-history = история
discord-command-help = помощь
discord-command-forget = забыть
discord-command-styles = примерить
discord-command-stats = статистика

discord-about-stylize = Перерисовать фото в стиле картины
discord-about-stylize-content = Фотография
discord-about-stylize-style = Картина; или выберите готовый стиль
discord-about-stylize-preset = Готовый стиль вместо картины
discord-about-stylize-strength = 1 — почти фото, 100 — почти чистая живопись
discord-about-stylize-quality = Больше шагов — красивее, но дольше
discord-about-stylize-size = Длинная сторона в пикселях
discord-about-stylize-colors = Какие цвета будут у картинки
discord-about-stylize-style2 = Вторая картина для смешивания
discord-about-stylize-blend = Доля второй картины в процентах или веса, например 3,7
discord-about-stylize-seed = Другое число — другая картинка
discord-about-stylize-timelapse = Ещё и анимация рождения картинки
discord-about-stylize-private = Всё это видите только вы, и картинку тоже
discord-about-presets = Стили этого сервера
discord-about-presets-add = Для управляющих: добавить картину
discord-about-presets-name = Название нового стиля
discord-about-presets-remove = Для управляющих: удалить стиль
discord-about-queue = Ваши картинки в работе и загрузка
discord-about-cancel = Отменить картинку в работе
discord-about-cancel-job = Какую
discord-about-settings = Каналы, ограничения и умолчания сервера
discord-about-history = Ваши последние картинки: их можно забрать снова
discord-about-help = Как попросить, с примером
discord-about-forget = Удалить всё, что хранится о вас
discord-about-styles = Примерить все стили на фото и выбрать один
discord-about-styles-content = Фото
discord-about-styles-private = Выбранную картинку видите только вы
discord-about-stats = Что этот сервер заказал за сутки

discord-option-content = фото
discord-option-style = картина
discord-option-preset = стиль
discord-option-strength = сила
discord-option-quality = качество
discord-option-size = размер
discord-option-colors = цвета
discord-option-style2 = картина2
discord-option-blend = смесь
discord-option-seed = зерно
discord-option-timelapse = анимация
discord-option-add = добавить
discord-option-name = название
discord-option-remove = удалить
discord-option-job = заказ
discord-option-private = лично

discord-choice-quality-draft = набросок: быстро
discord-choice-quality-standard = обычное
discord-choice-quality-fine = тонкое: медленно
discord-choice-colors-style = цвета картины
discord-choice-colors-keep = цвета фотографии
discord-choice-colors-match = палитра картины, подогнанная к фото
discord-choice-spoiler-True = всегда
discord-choice-spoiler-False = только если скрыты фото или картина
discord-choice-avatars-own = только свой
discord-choice-avatars-anyone = чьи угодно
discord-choice-avatars-off = ничьи

discord-button-cancel = Отменить
discord-button-keep = Оставить так
discord-button-again = Ещё раз
discord-button-stronger = Сильнее
discord-button-softer = Мягче
discord-button-bigger = Крупнее
discord-button-colors = Исходные цвета
discord-button-swap = Поменять местами
discord-button-compare = Сравнить
discord-button-recipe = Рецепт
discord-button-delete = Удалить
discord-button-fetch = Забрать картинку
discord-button-styles = Другой стиль
discord-button-variations = Варианты
discord-button-change = Изменить…
discord-button-erase = Удалить навсегда
discord-button-spare = Не надо
discord-button-forget = Удалить всё

discord-waiting = номер { $position } из { $count } в очереди
discord-starting = готовимся
discord-step = шаг { $step } из { $steps }
discord-left = осталось { $time }
discord-seconds =
    { $count ->
        [one] около { $count } секунды
        [few] около { $count } секунд
       *[other] около { $count } секунд
    }
discord-minutes =
    { $count ->
        [one] около { $count } минуты
        [few] около { $count } минут
       *[other] около { $count } минут
    }
discord-hours =
    { $count ->
        [one] около { $count } часа
        [few] около { $count } часов
       *[other] около { $count } часов
    }
discord-sketch = Первый набросок; настоящая живопись впереди.
discord-own-style =
    { $count ->
        [one] своя картина
        [few] { $count } свои картины
       *[other] { $count } своих картин
    }
discord-strength = сила { $strength }
discord-took = { $seconds } с
discord-seed = зерно { $seed }
discord-kept = Закончено раньше, как вы хотели.
discord-alt = { $photo }, перерисовано в стиле: { $style }
discord-alt-preview = Картинка сейчас, готово { $percent } процентов
discord-alt-compare = Фото, картина и результат рядом
discord-cancelled = { $who }: отменено.
discord-failed = { $who }, эта картинка не получилась.
discord-ready = { $who }, ваша картинка готова.
discord-fitted = Было слишком велико для этого места; отправлено так: { $how }.
discord-no-timelapse = Анимация слишком велика для этого места.
discord-animation-lost = Анимацию не удалось отправить.
discord-moved = Это надолго: продолжение в новом сообщении ниже.
discord-moved-dm = Это надолго: продолжение в личном сообщении.
discord-unreachable = { $who }, это дольше, чем мне можно писать здесь. Нажмите кнопку позже, чтобы забрать картинку.
discord-dm-promise = Картинка займёт { $time }. Вы получите её здесь.
discord-broken = У меня что-то сломалось. Попробуйте ещё раз.
discord-recipe = Рецепт в виде команды, её можно скопировать; он есть и в PNG.
discord-queue-mine =
    { $count ->
        [one] Ваша картинка в работе: { $count }
        [few] Ваши картинки в работе: { $count }
       *[other] Ваших картинок в работе: { $count }
    }
discord-queue-server = Здесь всего: рисуется { $painting }, ждёт { $waiting }
discord-cancelling = Отменено: { $name }
discord-presets =
    { $count ->
        [one] { $count } стиль
        [few] { $count } стиля
       *[other] { $count } стилей
    }
discord-preset-added = Добавлено: { $name }
discord-preset-removed = Удалено: { $name }
discord-preset-replaced = Заменено: у стиля { $name } теперь новая картина.

discord-modal-title = Стилизовать это изображение
discord-modal-style = Картина
discord-modal-preset = Или готовый стиль
discord-modal-strength = Сила
discord-modal-size = Длинная сторона в пикселях
discord-modal-finish = Качество и цвета
discord-modal-seed = Зерно: другое число — другая картинка
discord-modal-change = Изменить эту картинку

discord-settings = Настройки этого сервера
discord-setting-allowed-channels = Каналы, где рисуют
discord-setting-everywhere = все
discord-setting-priority-roles = Роли без очереди
discord-setting-nobody = нет
discord-setting-usual = здесь не задано
discord-setting-default-strength = Сила по умолчанию
discord-setting-default-size = Размер по умолчанию (пиксели)
discord-setting-default-quality = Качество по умолчанию
discord-setting-default-colors = Цвета по умолчанию
discord-setting-max-size = Наибольший размер (пиксели)
discord-setting-max-quality = Лучшее качество
discord-setting-jobs-per-person = Картинок на человека сразу
discord-setting-jobs-per-server = Картинок на сервер сразу
discord-setting-cooldown = Пауза между картинками (секунды)
discord-setting-sizes = Сила и размеры
discord-setting-limits = Сколько и как часто
discord-setting-blocked = Кому отказано
discord-setting-exempt = На модераторов ограничения сервера не действуют.
discord-setting-results-channel = Канал, где видна каждая готовая картинка
discord-setting-log-channel = Канал, куда пишется, кто что заказал
discord-setting-always-spoiler = Картинки под спойлером
discord-setting-avatars = Чьи аватары можно рисовать
discord-saved = Сохранено.

refusal-style-twice = Укажите картину или готовый стиль, но не оба.
refusal-not-fetched = Не удалось получить файл от Discord. Прикрепите его ещё раз.
refusal-unreachable = Это заняло бы { $time }. Сам я в этом канале писать не могу, а ваши личные сообщения закрыты: принести картинку не получится. Откройте личные сообщения, выберите качество или размер поменьше или попросите на сервере, где я есть.
refusal-managers-only = Это могут только управляющие сервером.
refusal-no-picture-there = В этом сообщении нет изображения.
refusal-no-image-file = «{ $name }» — не изображение. Прикрепите фото, например JPEG, PNG или WebP.
refusal-not-ready = Ещё не готово. Нажмите чуть позже.
discord-which-picture = Какое из изображений?
discord-exempt = Участники в этом канале просить не могут; вы можете, потому что вы модератор.
discord-history =
    { $count ->
        [one] Ваша последняя картинка: { $count }
        [few] Ваши последние { $count } картинки
       *[other] Ваши последние { $count } картинок
    }
discord-history-none = Картинок пока нет, или срок их хранения истёк. /{ $help } расскажет, как попросить.
discord-history-hint = Кнопка покажет эту картинку здесь, только вам.
discord-help =
    Impasto перерисовывает фото в стиле картины.
    `/{ $stylize }`: фото в `{ $content }`, картина в `{ $style }` или название стиля в `{ $preset }`. Например:
    ```/{ $stylize } { $content }:(ваше фото) { $preset }:{ $example } { $strength }:70```
    Изображение в чьём-то сообщении: *Приложения* → *{ $form }*
    `/{ $presets }` покажет стили, `/{ $history }` ваши картинки, `/{ $queue }` очередь, `/{ $cancel }` отменит.
discord-section-places = Где и кто
discord-section-painting = Как рисуют
discord-section-showing = Что происходит с картинками
refusal-stale-command = Ваш Discord ещё показывает старую версию этой команды. Перезагрузите Discord (Ctrl+R или закройте и откройте приложение) и попробуйте снова.
refusal-choice-over = Этот выбор уже закончен или принадлежит другому. Начните заново.
refusal-nothing-changed = Ничего не изменится. Поменяйте хотя бы одно поле.
discord-forget = О вас хранится: заданий { $jobs }, картинок { $pictures }, стилей { $presets }. Всё это можно сейчас удалить навсегда. Уже отправленные сообщения останутся в Discord.
discord-forget-nothing = О вас ничего не хранится.
discord-forgotten = Удалено: заданий { $jobs }, картинок { $pictures }, стилей { $presets }.
discord-sheet-styles = Какой стиль? Выбранный будет нарисован.
discord-sheet-variations = Какой? Выбранный будет нарисован.
discord-log = { $who }: «{ $photo }» в стиле { $style }. { $link }
discord-log-private = { $who }: личная картинка.
refusal-avatars-off = На этом сервере аватары не рисуют. Используйте /stylize со своей картинкой.
refusal-avatars-own = Здесь можно нарисовать только свой аватар.
discord-stats =
    { $count ->
        [one] { $count } картинка за сутки
        [few] { $count } картинки за сутки
       *[other] { $count } картинок за сутки
    }
discord-stats-wait = От просьбы до картинки: половина за { $half }, почти все за { $most }.
