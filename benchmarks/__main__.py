"""`python -m benchmarks`: every table, accuracy first, then speed."""

import sys

from benchmarks import (
    attribution,
    estimates,
    folds,
    issues,
    manners,
    mentions,
    positions,
    speakers,
    speed,
    stages,
    tagging,
    topics,
    traps,
    trees,
)

TABLES = (
    tagging,
    trees,
    attribution,
    folds,
    estimates,
    positions,
    traps,
    topics,
    issues,
    manners,
    mentions,
    speakers,
    speed,
    stages,
)
sys.exit(max([table.main() or 0 for table in TABLES]))
