"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import attribution, mentions, positions, speakers, speed, stages, tagging, topics, trees

TABLES = (tagging, trees, attribution, positions, topics, mentions, speakers, speed, stages)
sys.exit(max([table.main() or 0 for table in TABLES]))
