"""`python -m training`: train all shipped models again, in order; needs the extra `train`."""

from importlib.util import find_spec

if find_spec("torch") is None:
    raise SystemExit("Training needs torch: pip install torch==2.13.0, then pip install --editable '.[train]'.")

from training import calibration, certainty, encoder, lemmas, reader, sentences, speakers, tagger, trees

STEPS = (sentences, lemmas, tagger, encoder, trees, calibration, speakers, reader, certainty)
for step in STEPS:
    step.main()
