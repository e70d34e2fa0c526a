# The titles of the styles that ship.
style-impasto = Impasto
style-stained-glass = Stained glass
style-watercolor = Watercolour
style-mosaic = Mosaic
style-embroidery = Embroidery
style-ink-wash = Ink wash
style-cut-paper = Cut paper
style-risograph = Risograph
style-woodcut = Woodcut
style-linocut = Linocut
style-strata = Strata
style-pastel = Pastel
style-marbling = Marbling
style-batik = Batik
style-pointillism = Pointillism
style-neon = Neon
