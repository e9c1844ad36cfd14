"""Small corpora for tests of the run: a file of invented articles as `demarche corpus` writes it, and a quick reader.

Run as a program it reads a folder with that reader, so that a test can kill it.
"""

import datetime as dt
import os
import random
import signal
import sys
import time
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import knowledge, runs
from analysis.articles import folder as texts_folder
from analysis.imported import ARTICLES
from analysis.keys import name_keys
from analysis.model import Document, Issue, IssueCode, Resolution, Speaker, Stance, Statement, TopicCode, statement_keys
from analysis.spans import Span
from training import gold

NAMES = [
    *("id", "text", "title", "outlet", "author", "published", "published_as", "published_how"),
    *("section", "language", "url", "file", "start", "end", "headline", "doubts"),
]
OUTLETS = ("Havenmouth Post", "Tellan Courier", "The Strait")
ACTORS = ("Velland", "Tellan", "")
PEOPLE = ("Ilka Torvald", "Anna Marren", "Pavel Tevik", "Oda Brandt")
TOPICS = ("sanctions", "nuclear", "trade")
SIDES = ("support", "oppose", "neutral")


@cache
def known():
    return knowledge.load(threads=1)


def articles(count, seed=1, words=""):
    """Rows of invented articles, each with a few lines that the quick reader takes for statements."""
    rng = random.Random(seed)
    rows = []
    for n in range(count):
        lines = []
        for _ in range(rng.randint(0, 4)):
            who, topic, side = rng.choice(PEOPLE), rng.choice(TOPICS), rng.choice(SIDES)
            lines.append(f"{who} said that {topic} number {rng.randint(1, 99)} would find {side}. {words}".strip())
        text = "\n\n".join([f"Ships wait in the harbour for day {n} of series {seed}.", *lines])
        day = "" if n % 11 == 7 else str(dt.date(2020, 11, 1) + dt.timedelta(days=7 * n % 190))
        rows.append(row(f"s{seed}-{n:04}", text, outlet=OUTLETS[n % 3], published=day, title=f"Harbour {n}"))
    return rows


def row(id, text, **told):
    return dict.fromkeys(NAMES, "") | {"id": id, "text": text, "start": -1, "end": -1, "headline": 0} | told


def written(folder, rows, rows_per_group=None):
    """The folder, with the rows as its file of articles."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / ARTICLES, row_group_size=rows_per_group or len(rows))
    return folder


def read(doc, known):
    """A document with its lines as statements; some words make it fail, be slow, or end the process."""
    if "POISON" in doc.text:
        raise ValueError("this was too much")
    if "DEADLY" in doc.text:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01 * doc.text.count("SLOW"))
    if noted := os.environ.get("DEMARCHE_NOTED"):
        with Path(noted).open("a") as file:
            file.write(f"{doc.id}\n")
    return coded(replace(doc, made_by=known.made_by))


def read_unlike(doc, known):
    """A document as the quick reader has it, with conditional positions, some on no issue and some not coded."""
    doc = read(doc, known)
    lean = lambda one, n: replace(one, position="conditional", lean=("+", "-", None)[n % 3])  # noqa: E731
    stances = tuple(lean(s, n) if n % 4 == 1 else s for n, s in enumerate(doc.stances))
    codes = tuple(lean(c, n) if n % 3 == 1 else c for n, c in enumerate(doc.issue_codes) if n % 7 != 2)
    return replace(doc, stances=stances[:3], issue_codes=codes)


def weighed(doc, known):
    """A document as the real reader has it; how large the process is by then is noted in a file."""
    found = runs.annotated(doc, known)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    with Path(os.environ["DEMARCHE_WEIGHED"], f"{os.getpid()}.txt").open("a") as file:
        file.write(f"{pages * os.sysconf('SC_PAGE_SIZE')} {time.process_time()} {len(doc.text.split())}\n")
    return found


def real_texts():
    """Where texts of real articles come from, and the texts: PolNeAR's, else those that come with the program."""
    polnear = gold.gold_folder() / "polnear" / "train" / "text"
    folder = polnear if polnear.is_dir() else texts_folder()
    return "PolNeAR" if folder == polnear else "data/articles", [
        path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))
    ]


def lifelike(count, texts):
    """Rows of articles as long as real ones: paragraphs of two of the texts, in another order, with other names."""
    rng = random.Random(3)
    rows = []
    for n in range(count):
        paragraphs = [p for text in rng.sample(texts, 2) for p in text.split("\n\n")]
        rng.shuffle(paragraphs)
        text = "\n\n".join(paragraphs[: rng.randint(6, 24)]).replace("Minister", f"Minister {rng.choice(PEOPLE)}")
        day = str(dt.date(2020, 1, 1) + dt.timedelta(days=n % 700))
        rows.append(row(f"l{n:05}", f"{text} {n}", outlet=OUTLETS[n % 3], published=day))
    return rows


def large(count, seed=2):
    """Rows of articles with some twenty statements each, of many people, states and outlets over three years."""
    rng = random.Random(seed)
    words = " ".join(texts_folder().glob("*.txt").__next__().read_text("utf-8").split()).split(" ")
    rows = []
    for n in range(count):
        lines = []
        for _ in range(rng.randint(14, 26)):
            who = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
            at = rng.randrange(len(words) - 30)
            said = " ".join(words[at : at + rng.randint(8, 28)]).replace(" said that ", " held that ")
            lines.append(f"{who} said that {rng.choice(TOPICS)} {said} would find {rng.choice(SIDES)}.")
            lines.append(" ".join(words[at : at + 20]).replace(" said that ", " held that "))
        day = str(dt.date(2019, 1, 1) + dt.timedelta(days=n * 1095 // count))
        rows.append(
            row(f"b{n:05}", "\n\n".join(lines), outlet=f"Outlet {n % 17}", published=day, title=f"Ship {n} waits")
        )
    return rows


FIRST = ("Ilka", "Anna", "Pavel", "Oda", "Mira", "Tomas", "Lene", "Jarek", "Sunna", "Edda", "Ruben", "Ivo", "Nele")
LAST = ("Torvald", "Marren", "Tevik", "Brandt", "Solnes", "Kestrel", "Varga", "Holm", "Ostrow", "Lindqvist", "Ferrin")


def actor_of(name):
    """The state that somebody speaks for, the same in all articles; of one family all speak for one."""
    if name in PEOPLE:
        return ACTORS[PEOPLE.index(name) % 3]
    return f"State {zlib.crc32(name.split()[-1].encode()) % 40}"


def coded(doc: Document) -> Document:
    spans, at = [], 0
    for line in doc.text.split("\n"):
        if " said that " in line:
            source = Span(at, at + line.index(" said"))
            spans.append((source, Span(source.end + 1, source.end + 5), Span(source.end + 6, at + len(line))))
        at += len(line) + 1
    keys = statement_keys(doc.text, (((s,), (c,), (w,)) for s, c, w in spans))
    names = list(dict.fromkeys(doc[s] for s, _, _ in spans))
    key_of = dict(zip(names, name_keys(names), strict=True))
    found = {"statements": [], "resolutions": [], "stances": [], "topic_codes": [], "issue_codes": []}
    for key, (source, cue, words) in zip(keys, spans, strict=True):
        content = doc[words]
        topic = next(t for t in TOPICS if t in content)
        side = next(s for s in SIDES if s in content)
        found["statements"].append(Statement(key, "indirect", (source,), (cue,), (words,), 0.5, "encoder"))
        both = [key_of[doc[source]], *(key_of[n] for n in names[:1] if "1" in content and n != doc[source])]
        found["resolutions"].append(Resolution(key, tuple(both), "name", 0.9))
        target = Span(words.start + 5, words.start + 5 + len(topic))
        found["stances"].append(Stance(key, topic, side, None, (), 0.7, "reader", target))
        topics = [topic, *(t for t in TOPICS[:1] if "2" in content and t != topic)]
        found["topic_codes"] += [TopicCode(key, one, (), False) for one in topics]
        found["issue_codes"].append(IssueCode(key, f"the-{topic}", side, None, False, (), None, target))
    speakers = tuple(Speaker(key_of[n], n, "person", "", actor_of(n) or None, "", ()) for n in names)
    issues = [Issue(f"the-{t}", f"the {t}", "issue", t, None) for t in TOPICS if t in doc.text]
    return replace(doc, speakers=speakers, issues=tuple(issues), **{k: tuple(v) for k, v in found.items()})


def direct(rows):
    """The documents of some rows, read one after the other in this process."""
    return [read(runs._document(one, known()), known()) for one in rows]


if __name__ == "__main__":
    runs.annotate(Path(sys.argv[1]), known(), int(sys.argv[2]), bar=False, annotate=read)
