"""The plotly bundle that draws the explorer's bars, as the installed plotly brings it."""

from __future__ import annotations

import gzip
from functools import cache

from plotly.offline import get_plotlyjs


@cache
def plotly_source() -> str:
    """The plotly bundle for browsers, as the installed plotly brings it."""
    return str(get_plotlyjs())


@cache
def plotly_gzip() -> bytes:
    """The plotly bundle, gzipped, the same bytes on every call and day."""
    return gzip.compress(plotly_source().encode("utf-8"), compresslevel=9, mtime=0)
