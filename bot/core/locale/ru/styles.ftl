# The titles of the styles that ship.
style-impasto = Импасто
style-stained-glass = Витраж
style-watercolor = Акварель
style-mosaic = Мозаика
style-embroidery = Вышивка
style-ink-wash = Тушь
style-cut-paper = Аппликация
style-risograph = Ризография
style-woodcut = Ксилография
style-linocut = Линогравюра
style-strata = Слои
style-pastel = Пастель
style-marbling = Мраморная бумага
style-batik = Батик
style-pointillism = Пуантилизм
style-neon = Неон
