"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import attribution, events, pronouns, speed, stages, tagging

TABLES = (tagging, attribution, events, pronouns, speed, stages)

sys.exit(max([table.main() or 0 for table in TABLES]))
