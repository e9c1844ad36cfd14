"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import attribution, mentions, positions, speakers, speed, stages, tagging, topics, traps, trees

TABLES = (tagging, trees, attribution, positions, traps, topics, mentions, speakers, speed, stages)
sys.exit(max([table.main() or 0 for table in TABLES]))
