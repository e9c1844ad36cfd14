"""Sentences of the gold sets, brought to one convention: that of NLTK's word tokenizer and the Penn tags.

The sets are other people's texts and stay outside the project: in `../shared/gold`, or in the folder
that the environment variable GOLD_DIR names. What training leaves out is said at
`gum_split`, `gum_other_genres` and `wsj_split`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from analysis.tag import spelled

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
QUOTE_TAGS = ("``", "''")
NEWS = ("news", "interview")  # the genres of GUM that sentence boundaries are measured on


class Word(NamedTuple):
    """A word as the tagger will see it, its Penn tag and its lemma (empty where the set gives none)."""

    text: str
    tag: str
    lemma: str


TaggedSentence = tuple[Word, ...]
Spans = list[tuple[int, int]]
Attribution = dict[str, Spans]  # source, cue and content


@dataclass(frozen=True, slots=True)
class GumDocument:
    """A document of GUM: genre, tagged sentences, and the words of each sentence by paragraph."""

    id: str
    genre: str
    sentences: tuple[TaggedSentence, ...]
    paragraphs: tuple[tuple[str, ...], ...]


def gold_folder() -> Path:
    """Where the gold sets lie: GOLD_DIR, else `../shared/gold` beside the repository; may not exist."""
    named = os.environ.get("GOLD_DIR")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "gold"


def lines(*names: str) -> Iterator[str]:
    """The lines of a gzipped gold file, without their ends."""
    with gzip.open(gold_folder().joinpath(*names), "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def blocks(rows: Iterable[str]) -> Iterator[list[str]]:
    """Groups of lines between empty lines."""
    block: list[str] = []
    for row in rows:
        if row:
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def silver_sentences(part: str) -> list[TaggedSentence]:
    """Sentences of PolNeAR `train` or `dev` with the tags and lemmas that CoreNLP (2017) gave them."""
    found = []
    for block in blocks(lines("polnear", f"silver-{part}.tsv.gz")):
        fields = [row.split("\t") for row in block if not row.startswith("# ")]
        found.append(tuple(Word(spelled(BRACKETS.get(f[1], f[1])), f[3], f[2]) for f in fields if len(f) > 3))
    return [s for s in found if s]


def wsj_sentences() -> list[TaggedSentence]:
    """Sentences of the Wall Street Journal sample with gold tags, no lemmas."""
    found = []
    for block in blocks(lines("wsj_sample", "wsj-sample-train.tsv.gz")):
        fields = (row.split("\t") for row in block)
        found.append(tuple(Word(spelled(BRACKETS.get(w, w.replace("\\/", "/"))), tag, "") for w, tag in fields))
    return found


def gum_documents() -> list[GumDocument]:
    """The documents of GUM, in the order of their names."""
    documents: list[GumDocument] = []
    name, sentences, paragraphs = "", [], []

    def finished() -> GumDocument:
        return GumDocument(name, name.split("_")[1], tuple(sentences), tuple(map(tuple, paragraphs)))

    for block in blocks(lines("gum", "gum-train-dev.conllu.gz")):
        for row in block:
            if row.startswith("# newdoc id"):
                if name:
                    documents.append(finished())
                name, sentences, paragraphs = row.split(" = ")[1], [], []
            elif row == "# newpar":
                paragraphs.append([])
            elif row.startswith("# text = "):
                if not paragraphs:
                    paragraphs.append([])
                paragraphs[-1].append(row.removeprefix("# text = "))
        sentences.append(tuple(gum_words(block)))
    return sorted([*documents, finished()], key=lambda d: d.id)


@dataclass(frozen=True, slots=True)
class GumText:
    """A document of GUM as running text: its words (start, end, Penn tag), and its entities (id, kind, range of words),
    inner before outer.

    One space stands between the sentences of a paragraph, a blank line between paragraphs.
    """

    id: str
    genre: str
    text: str
    words: tuple[tuple[int, int, str], ...]
    entities: tuple[tuple[str, str, int, int], ...]


def gum_texts() -> Iterator[GumText]:
    """The documents of GUM with their entities, in the order of the file."""
    name, text, fresh = "", "", True
    words: list[tuple[int, int, str]] = []
    entities: list[tuple[str, str, int, int]] = []
    opened: list[tuple[str, str, int]] = []
    for row in lines("gum", "gum-train-dev.conllu.gz"):
        if row.startswith("# newdoc id"):
            if name:
                yield GumText(name, name.split("_")[1], text, tuple(words), tuple(entities))
            name, text, fresh, words, entities, opened = row.split(" = ")[1], "", True, [], [], []
        elif row == "# newpar":
            fresh = True
        elif row.startswith("# text = "):
            text += ("\n\n" if fresh and text else " " if text else "") + row[9:]
            at, fresh = len(text) - len(row[9:]), False
        elif row.partition("\t")[0].isdigit():
            _, word, _, _, tag, _, _, _, _, misc = row.split("\t")
            found = text.find(word, at)
            at = found if found >= 0 else at
            words.append((at, at + len(word), tag))
            entities += gum_closed(opened, misc, len(words) - 1)
            at += len(word)
    yield GumText(name, name.split("_")[1], text, tuple(words), tuple(entities))


def gum_closed(opened: list[tuple[str, str, int]], misc: str, at: int) -> Iterator[tuple[str, str, int, int]]:
    """The entities that end at a word; those that begin there are added to `opened` (id, kind, first word)."""
    marks = re.search(r"Entity=([^|]*)", misc)
    for begin, kind, whole, end in re.findall(r"\((\d+)-([a-z]+)[^()]*(\)?)|(\d+)\)", marks[1] if marks else ""):
        if begin:
            opened.append((begin, kind, at))
        if whole or end:
            place = next((k for k in reversed(range(len(opened))) if opened[k][0] == (end or begin)), None)
            if place is not None:
                id, kind, first = opened.pop(place)
                yield id, kind, first, at + 1


def gum_split() -> tuple[list[TaggedSentence], list[TaggedSentence]]:
    """The sentences of nine tenths of GUM's documents to learn from, and of every tenth document, held out.

    Sentences with a word written in two (tag GW) are in neither.
    """
    parts: tuple[list[TaggedSentence], list[TaggedSentence]] = ([], [])
    for number, document in enumerate(gum_documents()):
        whole = (s for s in document.sentences if all(word.tag != "GW" for word in s))
        parts[number % 10 == 9].extend(whole)
    return parts


def gum_other_genres() -> list[TaggedSentence]:
    """The sentences of all documents of GUM but news and interviews."""
    return [s for document in gum_documents() if document.genre not in NEWS for s in document.sentences]


def wsj_split() -> tuple[list[TaggedSentence], list[TaggedSentence]]:
    """The first nine tenths of the WSJ sample to learn from, and its last tenth, held out."""
    sentences = wsj_sentences()
    cut = len(sentences) * 9 // 10
    return sentences[:cut], sentences[cut:]


def gum_words(block: list[str]) -> list[Word]:
    """The words of one sentence of GUM in the convention of the other sets.

    GUM splits at hyphens and slashes, NLTK's tokenizer and CoreNLP (2017) do not: "eye-tracking" is one
    word again. GUM tags the preposition "to" IN; the older sets tag every "to" TO.
    """
    rows = [f for f in (row.split("\t") for row in block) if f[0].isdigit()]
    words: list[Word] = []
    half = False
    for at, (_, text, lemma, _, tag, _, _, relation, _, misc) in enumerate(rows):
        if half:
            first = words.pop()
            words.append(Word(first.text + text, joined_tag(first.tag, tag, relation), first.lemma + lemma))
            half = False
        elif text in ("-", "/") and words and at + 1 < len(rows) and closed(rows[at - 1][9], misc):
            first = words.pop()
            words.append(Word(first.text + text, first.tag, first.lemma + text))
            half = True
        elif tag in QUOTE_TAGS:
            single = text in ("'", "‘", "’")
            words.append(Word(tag[0] if single else tag, tag, lemma))
        elif tag == "HYPH" or (tag == "SYM" and spelled(text) == "--"):
            words.append(Word(spelled(text), ":", lemma))
        else:
            words.append(Word(spelled(text), "TO" if text.lower() == "to" else tag, lemma))
    return words


def joined_tag(first: str, last: str, relation: str) -> str:
    """The Penn tag of a hyphenated word, from the tags of its halves and its relation to its head.

    "Orsk-Tolen" is NNP, "anti-Velland" JJ, "eye-tracking" JJ before a noun, "well-known" JJ anywhere; others are
    what their last half is.
    """
    if last in ("NNP", "NNPS"):
        return last if first == "NNP" else "JJ"
    return "JJ" if relation in ("amod", "compound") or last == "VBN" else last


def closed(*misc: str) -> bool:
    """True where no space follows words of GUM with these last columns."""
    return all("SpaceAfter=No" in m.split("|") for m in misc)


def attributions(path: Path) -> list[Attribution]:
    """Source, cue and content of every attribution of a brat stand-off file, as lists of (start, end)."""
    spans: dict[str, Spans] = {}
    found: list[Attribution] = []
    for line in re.split(r"\n(?=[TE]\d+\t)", path.read_text(encoding="utf-8")):
        id, _, rest = line.partition("\t")
        if id.startswith("T"):
            places = rest.split("\t")[0].split(" ", 1)[1].split(";")
            spans[id] = [(int(a), int(b)) for a, b in (p.split() for p in places)]
        elif id.startswith("E"):
            roles: Attribution = {"source": [], "cue": [], "content": []}
            for role, reference in (part.split(":") for part in rest.split("\t")[0].split()):
                roles.get(role.rstrip("0123456789").lower(), []).extend(spans.get(reference, []))
            if roles["content"]:
                found.append(roles)
    return found


def polnear(part: str) -> Iterator[tuple[str, str, list[Attribution]]]:
    """Name, text and attributions of each article of PolNeAR train or dev, by its first annotator."""
    folder = gold_folder() / "polnear" / part
    first: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        first.setdefault(path.stem.rsplit("_", 1)[0], path)
    for name, path in first.items():
        yield name, (folder / "text" / f"{name}.txt").read_text(encoding="utf-8"), attributions(path)


class Toward(NamedTuple):
    """A sentence of NewsMTSC, the range of a target in it, and what it says of it: positive, neutral or negative."""

    text: str
    start: int
    end: int
    label: str


def newsmtsc(part: str) -> list[Toward]:
    """The targets of NewsMTSC to learn from (`train`), or those of every tenth sentence by its MD5 sum (`dev`)."""
    names = {2.0: "negative", 4.0: "neutral", 6.0: "positive"}
    found = []
    with (gold_folder() / "newsmtsc" / "train.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            text = record["sentence_normalized"]
            in_dev = int(hashlib.md5(text.encode()).hexdigest(), 16) % 10 == 0
            if in_dev == (part == "dev"):
                found += [Toward(text, t["from"], t["to"], names[t["polarity"]]) for t in record["targets"]]
    return found
