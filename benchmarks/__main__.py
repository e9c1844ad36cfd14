"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import attribution, events, pronouns, speed, stages, tagging, topics

TABLES = (tagging.main, attribution.main, events.main, pronouns.main, topics.main, speed.main, stages.main)
sys.exit(max([main() or 0 for main in TABLES]))
