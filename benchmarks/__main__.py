"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import attribution, pronouns, speed, stages, tagging

sys.exit(max([main() or 0 for main in (tagging.main, attribution.main, pronouns.main, speed.main, stages.main)]))
