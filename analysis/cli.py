"""The door of `demarche`: whatever happens behind it is told in one sentence, and by the exit status.

0: done. 1: done, but some files could not be read (of a corpus: no article, or a process died on one), or a codebook
has faults. 2: nothing could be done.
130: stopped by Ctrl-C. Nothing is imported here that takes time, so that a signal never meets a half-loaded program.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from analysis.saying import say

STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main() -> None:
    """Run the command line and end the process with its status."""
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        for each in STOPS:
            signal.signal(each, signal.SIG_IGN)  # what tidies up now is not to be stopped in its turn
        stopped.append(number)
        sys.unraisablehook = lambda _: None
        raise SystemExit(
            128 + number
        )  # a KeyboardInterrupt within exec() makes Python end by the signal, even if caught

    for each in STOPS:
        signal.signal(each, stop)
    status = 0
    try:
        status = _status(stopped)
    except BaseException:  # where a library was loading, a signal may come out as any error
        if not stopped:
            raise
    if stopped:
        say("stopped; no half-written file is left.")
        status = 128 + stopped[0]
    sys.exit(status)


def _status(stopped: list[int]) -> int:
    """The exit status, after the command has run and what went wrong was said."""
    if not _has_output():
        say("the standard output is closed; open it, or send it to a file.")
        return 2
    from analysis import saving
    from analysis.commands import run

    saving.stopped = stopped
    try:
        return run()
    except OSError as error:
        _close_output()
        name = f"{error.filename}: " if error.filename else "the output cannot be written: "
        say(f"{name}{error.strerror}; name another place or mend its rights." if error.strerror else str(error))
    return 2


def _has_output() -> bool:
    """False where a program was started without standard output.

    What is closed of the three streams leads nowhere then: the next file opened would otherwise take its place.
    """
    closed = []
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            closed.append(os.open(os.devnull, os.O_RDWR))
    return 1 not in closed and sys.stdout is not None


def _close_output() -> None:
    """Let what is left of the output lead nowhere: whoever was to read it has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
