"""`python -m training`: train all shipped models again, in order; needs the extra `train`."""

from importlib.util import find_spec

if find_spec("torch") is None:
    raise SystemExit("Training needs torch: pip install torch==2.13.0, then pip install --editable '.[train]'.")

from training import calibration, certainty, encoder, issues, lemmas, reader, sentences, speakers, tagger, trees

for step in (sentences, lemmas, tagger, encoder, trees, calibration, speakers):
    step.main()
reader.main([])
reader.main(["--held"])  # it tells how sure the shipped one is, and what targets mean that it has not seen
certainty.main()
issues.main()
