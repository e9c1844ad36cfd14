"""A line of an export -> the label that it begins with, the field that this tells, and the value behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis import knowledge
from analysis.lexicons import Lexicons, several

Labels = Mapping[str, str]  # from a label in lower case, or a code of Factiva in capitals, to its field
LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n]{0,49}?)\s?:(?:\s+(?P<value>.*)|\Z)", re.S)
# Names of languages in German, French, Spanish and Italian, and what pycountry has under another name; it has the
# English ones.
NAMES = {
    "en": "englisch anglais inglés inglese",
    "de": "deutsch allemand alemán tedesco",
    "fr": "französisch français francés francese",
    "es": "spanisch espagnol español spagnolo",
    "it": "italienisch italien italiano",
    "ru": "russisch russe ruso russo",
    "nl": "niederländisch néerlandais",
    "pt": "portugiesisch portugais portugués portoghese",
    "pl": "polnisch polonais",
    "uk": "ukrainisch ukrainien",
    "ar": "arabisch arabe",
    "zh": "chinesisch chinois",
    "tr": "türkisch turc",
    "ja": "japanisch japonais",
    "el": "greek griechisch grec",
}
LANGUAGES = {name: code for code, names in NAMES.items() for name in names.split()}


class Labelled(NamedTuple):
    """A label as it is written, the field that it tells, and the value behind it."""

    label: str
    field: str
    value: str


def own() -> Labels:
    """The labels that Demarche knows."""
    return labels_of(knowledge.load().lexicons)


@lru_cache(maxsize=8)
def labels_of(lexicons: Lexicons) -> Labels:
    """The labels in lexicons, each with the field that it tells."""
    return {label: row["field"] for row in lexicons.labels for label in several(row["labels"])}


def labelled(line: str, labels: Labels) -> Labelled | None:
    r"""The label that a line begins with: "Byline:\xa0Anna Marren", "LÄNGE: 355 Wörter", "Titre : Reprise".

    >>> labelled("Length:\xa0355 words", {"length": "length"})
    Labelled(label='Length', field='length', value='355 words')
    >>> labelled("Nobody: no label", {"length": "length"})
    """
    match = LABEL.match(line.strip())
    if match is None:
        return None
    label = " ".join(match["label"].split())
    field = labels.get(label.lower())
    return Labelled(label, field, (match["value"] or "").strip()) if field else None


def bare(line: str, labels: Labels) -> str:
    """The field of a label that is all of a line, "" for another line: "Body", "Classification"."""
    return labels.get(line.strip().rstrip(":").lower(), "") if len(line) < 50 else ""


@lru_cache(maxsize=256)
def language_code(words: str) -> str:
    """The ISO 639-1 code of a language named in one of five languages, or by a code; "" for other words.

    >>> language_code("ENGLISH"), language_code("Französisch"), language_code("FR"), language_code("soon")
    ('en', 'fr', 'fr', '')
    """
    import pycountry

    for name in re.split(r"[;,/|()]", words.lower()):
        name = name.strip()
        if code := LANGUAGES.get(name):
            return code
        if not re.fullmatch(r"[^\W\d_]{2,20}", name):
            continue
        found = _of_code(name) if len(name) < 4 else pycountry.languages.get(name=name.title())
        if found is not None and hasattr(found, "alpha_2"):
            return str(found.alpha_2)
    return ""


def _of_code(code: str) -> object:
    """The language of a code of two or three letters, None where there is none."""
    import pycountry

    found: object = pycountry.languages.get(**{f"alpha_{len(code)}": code})
    return found
