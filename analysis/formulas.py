"""Words that a spreadsheet would run as a formula -> words that stay words, by an apostrophe before them.

formulas.guarded("=1+1")       # '=1+1
formulas.bare("'=1+1")         # =1+1
"""

from __future__ import annotations

import re

# views/downloads.js has the same.
_FORMULA = re.compile(r"[ \t\r\n\v\f\u00a0\u2000-\u200a\u3000\ufeff]*[=+\-@＝＋－＠].|[\t\r\n]", re.S)


def is_formula(words: str) -> bool:
    """True for words that a spreadsheet would run.

    >>> is_formula("=1+1"), is_formula(" -1"), is_formula("Anna Berg"), is_formula("-")
    (True, True, False, False)
    """
    return bool(_FORMULA.match(words))


def guarded(words: str) -> str:
    """Words as a cell of a CSV file: with an apostrophe before what would be run.

    >>> guarded("=1+1"), guarded("Anna Berg")
    ("'=1+1", 'Anna Berg')
    """
    return f"'{words}" if is_formula(words) else words


def bare(words: str) -> str:
    """The words of such a cell, without the apostrophe.

    >>> bare("'=1+1"), bare("'s-Graven")
    ('=1+1', "'s-Graven")
    """
    return words[1:] if words.startswith("'") and is_formula(words[1:]) else words
