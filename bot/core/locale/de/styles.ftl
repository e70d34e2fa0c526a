# The titles of the styles that ship.
style-impasto = Impasto
style-stained-glass = Buntglas
style-watercolor = Aquarell
style-mosaic = Mosaik
style-embroidery = Stickerei
style-ink-wash = Tusche
style-cut-paper = Papierschnitt
style-risograph = Risografie
style-woodcut = Holzschnitt
style-linocut = Linolschnitt
style-strata = Schichten
style-pastel = Pastell
style-marbling = Marmorpapier
style-batik = Batik
style-pointillism = Pointillismus
style-neon = Neon
