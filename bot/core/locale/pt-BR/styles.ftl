# The titles of the styles that ship.
style-impasto = Impasto
style-stained-glass = Vitral
style-watercolor = Aquarela
style-mosaic = Mosaico
style-embroidery = Bordado
style-ink-wash = Aguada
style-cut-paper = Papel cortado
style-risograph = Risografia
style-woodcut = Xilogravura
style-linocut = Linogravura
style-strata = Camadas
style-pastel = Pastel
style-marbling = Papel marmorizado
style-batik = Batique
style-pointillism = Pontilhismo
style-neon = Neon
