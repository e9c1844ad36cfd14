"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def saved(path: str | Path, data: str | bytes) -> Path:
    """The path, after `data` has been written beside it and renamed, so that nobody ever meets half a file.

    Folders on the way are made. Raises OSError, and leaves what was there before as it was.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
