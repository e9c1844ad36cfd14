"""Articles in which two camps of invented states quarrel over issues, and a reader that takes their lines for statements.

A line is "Ilka Torvald of Velland said that the radar would find support."; "support+" is conditional, leaning for.
"""

import datetime as dt
import random
import re
from dataclasses import replace
from pathlib import Path

from analysis import runs
from analysis.keys import name_keys
from analysis.model import Issue, IssueCode, Resolution, Speaker, Stance, Statement, TopicCode, statement_keys
from analysis.spans import Span
from tests import corpora

LINE = re.compile(
    r"(?P<who>[^\n]+?) of (?P<actor>[^\n]*?) said that (?P<issue>[^\n]+?) would find (?P<side>\w+)([+-]?)\."
)
STATES = (
    *(
        "Velland",
        "Tellan",
        "Estavia",
        "Vorland",
        "Maravia",
        "Ostrava Union",
        "Kellmark",
        "Sund",
        "Norrhaven",
        "Bay League",
    ),
    *("Harbour Office", "Strait Commission", "Ilmar", "Tarn", "Brevik", "Lower Coast Assembly"),
)
ISSUES = (
    *("the radar", "the sanctions", "fishing quotas", "the strait treaty", "a joint patrol", "the gas pipeline"),
    *("the customs union", "the inspection of harbours", "missile tests", "the exchange of prisoners"),
)
FIRST = ("Ilka", "Anna", "Pavel", "Oda", "Marek", "Sunniva")
LAST = ("Torvald", "Marren", "Tevik", "Brandt", "Holm", "Aske", "Ruud")
TOPICS = ("sanctions", "nuclear", "trade", "")


def articles(count=60, states=STATES, issues=ISSUES, seed=1, lines=5):
    """Rows of articles over a year: camps by even and odd, that grow apart; some say nothing of a side."""
    rng = random.Random(seed)
    rows = []
    for n in range(count):
        told = []
        for _ in range(rng.randint(1, 2 * lines)):
            at, on = (
                int(rng.expovariate(4 / len(states))) % len(states),
                min(int(rng.expovariate(0.35)), len(issues) - 1),
            )
            usual = "support" if (at + on) % 2 else "oppose"
            other = rng.choice(["support", "oppose", "neutral", "conditional+", "conditional-"])
            side = usual if rng.random() < 0.45 + 0.45 * n / count else other
            who = f"{FIRST[at % len(FIRST)]} {LAST[at % len(LAST)]}" if rng.random() < 0.8 else f"A spokesman {at}"
            told.append(f"{who} of {states[at]} said that {issues[on]} would find {side}.")
        day = "" if n % 17 == 5 else str(dt.date(2021, 1, 4) + dt.timedelta(days=360 * n // count))
        numbers = " ".join(str(rng.randint(100, 99_999)) for _ in range(40))  # so that no article is a copy of another
        text = "\n\n".join([f"Ships wait in the harbour: {numbers}.", *told])
        outlet = corpora.OUTLETS[n % 3]
        rows.append(corpora.row(f"c{seed}-{n:04}", text, outlet=outlet, published=day, title=f"Harbour {n}"))
    return rows


def read(doc, known):
    """A document with its lines as statements."""
    found = list(LINE.finditer(doc.text))
    spans = [
        (Span(*m.span("who")), Span(m.end("actor") + 1, m.end("actor") + 5), Span(m.start("issue"), m.end()))
        for m in found
    ]
    keys = statement_keys(doc.text, (((s,), (c,), (w,)) for s, c, w in spans))
    people = dict.fromkeys((m["who"], m["actor"]) for m in found)
    key_of = dict(zip(people, name_keys([name for name, _ in people]), strict=True))
    issues = list(dict.fromkeys(m["issue"] for m in found))
    issue_key = dict(zip(issues, name_keys(issues), strict=True))
    made = {"statements": [], "resolutions": [], "stances": [], "topic_codes": [], "issue_codes": []}
    for key, (source, cue, words), m in zip(keys, spans, found, strict=True):
        lean = m[5] or None
        target = Span(*m.span("issue"))
        made["statements"].append(Statement(key, "indirect", (source,), (cue,), (words,), 0.5, "encoder"))
        made["resolutions"].append(Resolution(key, (key_of[m["who"], m["actor"]],), "name", 0.9))
        made["stances"].append(Stance(key, m["issue"], m["side"], lean, (), 0.7, "reader", target))
        made["issue_codes"].append(IssueCode(key, issue_key[m["issue"]], m["side"], lean, False, (), None, target))
        topic = TOPICS[len(m["issue"]) % len(TOPICS)]
        made["topic_codes"] += [TopicCode(key, topic, (), False)] if topic else []
    speakers = tuple(Speaker(key_of[n, a], n, "person", "", a or None, "", ()) for n, a in people)
    layers = {name: tuple(some) for name, some in made.items()}
    names = tuple(Issue(issue_key[name], name, "issue", "", None) for name in issues)
    return replace(doc, made_by=known.made_by, speakers=speakers, issues=names, **layers)


def made(at: Path, rows) -> Path:
    """The folder of a corpus of such articles, read."""
    corpora.written(at, rows)
    runs.annotate(at, corpora.known(), 1, bar=False, annotate=read)
    return at
