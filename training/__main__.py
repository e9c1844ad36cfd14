"""`python -m training`: train all shipped models again, in order; needs the extra `train`."""

from importlib.util import find_spec

if find_spec("torch") is None:
    raise SystemExit("Training needs torch: pip install torch==2.13.0, then pip install --editable '.[train]'.")

from training import calibration, certainty, encoder, issues, lemmas, reader, sentences, speakers, tagger, trees
from training.spoken import FOLDS

for step in (sentences, lemmas, tagger, encoder, trees, calibration, speakers, reader, issues):
    step.main()
for fold in range(FOLDS):  # the readers that tell how sure the shipped one is
    reader.main(["--fold", str(fold)])
certainty.main()
