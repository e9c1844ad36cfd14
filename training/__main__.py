"""`python -m training`: train all shipped models again, in order; needs the extra `train`.

Without a GPU the reader learns alone: with its teachers that takes a day and a half on two cores (training/reader.py).
"""

from importlib.util import find_spec

if find_spec("torch") is None:
    raise SystemExit("Training needs torch: pip install torch==2.13.0, then pip install --editable '.[train]'.")

from training import (
    calibration,
    certainty,
    encoder,
    issues,
    lemmas,
    network,
    reader,
    sentences,
    speakers,
    tagger,
    teacher,
    trees,
)

for step in (sentences, lemmas, tagger, encoder, trees, calibration, speakers):
    step.main()
alone = network.DEVICE.type == "cpu"
for seed in () if alone else teacher.SEEDS:
    teacher.main(["--seed", str(seed)])
for part in (["--held"], []):  # the first tells how sure the shipped one is, and what targets mean that it has not seen
    reader.main([*part, "--alone"] if alone else part)
certainty.main()
issues.main()
