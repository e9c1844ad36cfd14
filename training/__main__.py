"""`python -m training`: train and measure again, in order, all shipped models but the encoder, which needs torch."""

from training import confidence, lemmas, sentences, tagger

for main in (sentences.main, lemmas.main, tagger.main, confidence.main):
    main()
