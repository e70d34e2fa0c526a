# The titles of the styles that ship.
style-impasto = Impasto
style-stained-glass = Vitrail
style-watercolor = Aquarelle
style-mosaic = Mosaïque
style-embroidery = Broderie
style-ink-wash = Lavis d’encre
style-cut-paper = Papier découpé
style-risograph = Risographie
style-woodcut = Gravure sur bois
style-linocut = Linogravure
style-strata = Strates
style-pastel = Pastel
style-marbling = Papier marbré
style-batik = Batik
style-pointillism = Pointillisme
style-neon = Néon
