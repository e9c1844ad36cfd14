"""`python -m training`: train and measure every shipped model again, in the order in which they build on each other."""

from training import confidence, lemmas, sentences, tagger

for main in (sentences.main, lemmas.main, tagger.main, confidence.main):
    main()
