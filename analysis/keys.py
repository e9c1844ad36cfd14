"""Lasting names for what is found: made from its own words, so that they hold when the rest of an article changes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable

LETTERS = 8  # of a key made from words: 40 bits
LONGEST_SLUG = 40  # characters of a key that can be read


def digest(text: str | bytes, length: int = 16) -> str:
    """The first hexadecimal digits of the SHA-256 of a text.

    >>> digest("The talks failed.")
    '3dfb9bf41d6ef794'
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()[:length]


def word_keys(texts: Iterable[str]) -> tuple[str, ...]:
    """A key for each text, from its words alone; the second of the same words has "-2" after it, and so on.

    >>> word_keys(["Berg said: no", "Moreau said: yes", "Berg  said: no"])
    ('krwxtext', 'cgfoobve', 'krwxtext-2')
    """
    return numbered(_letters(" ".join(text.split())) for text in texts)


def name_keys(names: Iterable[str]) -> tuple[str, ...]:
    """A key for each name that can be read; the second of the same name has "-2" after it, and so on.

    >>> name_keys(["Anna Berg", "a senior official", "Anna Berg"])
    ('anna-berg', 'a-senior-official', 'anna-berg-2')
    """
    return numbered(slug(name) for name in names)


def slug(name: str) -> str:
    """A name in small letters and hyphens; of a long one the beginning, with letters that tell it from others.

    >>> slug("Pak Tong-won"), slug("…")
    ('pak-tong-won', 'unnamed')
    """
    whole = re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "unnamed"
    return whole if len(whole) <= LONGEST_SLUG else f"{whole[:LONGEST_SLUG].strip('-')}-{_letters(whole)[:4]}"


def numbered(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys in their order; a repetition gets the number of times that the key has come by then, if that is free."""
    times: Counter[str] = Counter()
    found: dict[str, None] = {}
    for key in keys:
        times[key] += 1
        one = key if times[key] == 1 else f"{key}-{times[key]}"
        while one in found:
            times[key] += 1
            one = f"{key}-{times[key]}"
        found[one] = None
    return tuple(found)


def _letters(words: str) -> str:
    data = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(data).decode("ascii").lower()[:LETTERS]
