"""What the command line says to the analyst, on standard error."""

from __future__ import annotations

import sys


def say(sentence: str) -> None:
    """Print a sentence as one line, with the program's name before it; where nobody listens it is lost."""
    line = f"demarche: {' '.join(sentence.split())}"
    try:
        print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return
