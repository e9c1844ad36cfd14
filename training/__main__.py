"""`python -m training`: train again, in order, all shipped models but encoder and judge, which need torch."""

from training import confidence, lemmas, sentences, tagger

for main in (sentences.main, lemmas.main, tagger.main, confidence.main):
    main()
