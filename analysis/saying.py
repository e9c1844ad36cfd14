"""What the command line says to the analyst, on standard error."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent


@contextmanager
def hushed(library: str) -> Iterator[list[str]]:
    """What a library logs meanwhile, which nobody else hears."""
    heard: list[str] = []
    handler, logger = logging.Handler(), logging.getLogger(library)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def say(sentence: str) -> None:
    """Print a sentence as one line, with the program's name before it; where nobody listens it is lost."""
    line = f"demarche: {' '.join(sentence.split())}"
    try:
        print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return


def fault(error: Exception) -> str:
    """What to report where the program itself is wrong: the error, and the last line of ours that it came through."""
    lines = [line for line in traceback.extract_tb(error.__traceback__) if Path(line.filename).parent == HERE]
    where = f" in {Path(lines[-1].filename).name}, line {lines[-1].lineno}" if lines else ""
    return f"Demarche itself fails here ({type(error).__name__}{where}: {error}); please report it"
