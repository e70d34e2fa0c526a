# The titles of the styles that ship.
style-impasto = Impasto
style-stained-glass = Vidriera
style-watercolor = Acuarela
style-mosaic = Mosaico
style-embroidery = Bordado
style-ink-wash = Tinta aguada
style-cut-paper = Papel recortado
style-risograph = Risografía
style-woodcut = Xilografía
style-linocut = Linograbado
style-strata = Estratos
style-pastel = Pastel
style-marbling = Papel marmoleado
style-batik = Batik
style-pointillism = Puntillismo
style-neon = Neón
