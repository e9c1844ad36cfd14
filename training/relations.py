"""CoreNLP's basic dependencies (2017) -> Universal Dependencies as GUM has them: an ordered list of small rules.

What the schemes draw differently beyond these rules, or CoreNLP does not tell, becomes unknown: no head (UNKNOWN), or
no relation ("").
"""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = -2
NAMES = ("NNP", "NNPS")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # how they begin
RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj",
    "auxpass": "aux",
    "mwe": "fixed",
    "nmod:tmod": "obl",
    "det:predet": "det",
    "cc:preconj": "cc",
}
FIXED = {
    *("as if", "as of", "as to", "as well", "as well as", "because of", "depending on", "due to", "each other"),
    *("according to", "in order", "instead of", "less than", "more than", "of course", "off of", "out of", "prior to"),
    *("rather than", "so that", "such as", "up to"),
}
# Names that GUM makes adjectives of the name after them, or compounds, as they come.
ADJECTIVES = {
    *("american", "black", "british", "central", "chief", "democratic", "digital", "european", "federal", "foreign"),
    *("general", "global", "international", "islamic", "main", "major", "middle", "national", "new", "open", "prime"),
    *("public", "republican", "royal", "saudi", "social", "southern", "supreme", "united", "white"),
}
REPORTING = frozenset(("tell", "ask", "inform", "assure", "warn", "remind"))


@dataclass
class Draft:
    """A sentence whose tree is being changed; classes are those of entities, a head of -1 is the root's."""

    words: list[str]
    lemmas: list[str]
    tags: list[str]
    classes: list[str]
    heads: list[int]
    relations: list[str]

    def children(self, at: int) -> list[int]:
        """The words that hang on a word."""
        return [i for i, h in enumerate(self.heads) if h == at]

    def has(self, at: int, *relations: str) -> bool:
        """True where a word has a child by one of these relations."""
        return any(self.relations[i] in relations for i in self.children(at))

    def above(self, at: int, new: int, relation: str) -> None:
        """Put a word in the place of its head, which hangs on it by a relation from now on."""
        old = self.heads[new]
        self.heads[new], self.relations[new] = self.heads[old], self.relations[old]
        self.heads[old], self.relations[old] = new, relation


def negation(s: Draft) -> None:
    """A negation is `det` ("no plans"), or `advmod` ("not", "never")."""
    for i, r in enumerate(s.relations):
        if r == "neg":
            s.relations[i] = "det" if s.tags[i] == "DT" else "advmod"


def agents(s: Draft) -> None:
    """Who does what is suffered is `obl:agent` ("backed by voters")."""
    for i, r in enumerate(s.relations):
        head = s.heads[i]
        passive = s.tags[head] == "VBN" and (s.has(head, "nsubjpass") or s.relations[head] == "acl")
        if r == "nmod" and passive and any(s.words[c].lower() == "by" for c in s.children(i)):
            s.relations[i] = "obl:agent"


def obliques(s: Draft) -> None:
    """What hangs on no noun is `obl` ("spoke in Vell"); of what hangs on a noun that is a predicate nobody knows."""
    for i, r in enumerate(s.relations):
        if r in ("nmod", "nmod:npmod"):
            head = s.heads[i]
            if s.tags[head][:2] in ("VB", "JJ", "RB", "MD", "IN"):
                s.relations[i] = "obl"
            elif r == "nmod:npmod" or s.has(head, "cop"):
                s.relations[i] = ""


def renamed(s: Draft) -> None:
    """Relations that only have another name."""
    s.relations[:] = [RENAMED.get(r, r) for r in s.relations]


def adjuncts(s: Draft) -> None:
    """A participle after a comma is no `xcomp`, but `advcl` ("left, calling it unfair")."""
    for i, r in enumerate(s.relations):
        if r == "xcomp" and s.tags[i] in ("VBG", "VBN") and i and s.words[i - 1] == ",":
            s.relations[i] = "advcl"


def persons_told(s: Draft) -> None:
    """Who is told something is `iobj` ("told reporters that …")."""
    for i, r in enumerate(s.relations):
        if r == "obj" and s.heads[i] >= 0 and s.lemmas[s.heads[i]] in REPORTING and s.has(s.heads[i], "ccomp"):
            s.relations[i] = "iobj"


def dollars(s: Draft) -> None:
    """The sign of a currency is the head, its number `nummod` ("$ 5 million")."""
    for i, word in enumerate(s.words):
        number = s.heads[i]
        if word in ("$", "£", "€") and number > i and s.tags[number] == "CD":
            s.above(number, i, "nummod")
            for c in s.children(number):
                if s.relations[c] not in ("compound", "advmod", "nummod") or c > number:
                    s.heads[c] = i
        elif word in ("$", "£", "€"):
            for c in s.children(i):
                if s.tags[c] == "CD":
                    s.relations[c] = "nummod"


def names(s: Draft) -> None:
    """The first part of a name is its head, the others are `flat` ("Anna Marren"), a title before it `nmod`.

    A common noun before it ("candidate Anna Marren") is the head, the name its `appos`.
    """
    end = 0
    while end < len(s.words):
        begin = end
        end += 1
        if not is_name(s, begin):
            continue
        while end < len(s.words) and is_name(s, end):
            end += 1
        last = end - 1
        if any(s.heads[i] != last or s.relations[i] != "compound" for i in range(begin, last)):
            continue
        if begin < last:
            s.heads[begin], s.relations[begin] = s.heads[last], s.relations[last]
            for c in s.children(last):
                s.heads[c] = begin
            for i in range(begin + 1, end):
                s.heads[i], s.relations[i] = begin, "flat"
        titled(s, begin)


def titled(s: Draft, name: int) -> None:
    """What stands before a name as its title."""
    before = [c for c in s.children(name) if c < name and s.relations[c] == "compound"]
    if not before or before[-1] != name - 1 or not s.tags[name - 1].startswith("NN"):
        return
    title = name - 1
    if s.tags[title] in NAMES:
        s.relations[title] = "nmod"
        taken = [c for c in s.children(name) if c < title]
    else:
        s.above(name, title, "appos")
        taken = [c for c in s.children(name) if c < title]
    for c in taken:
        if s.relations[c] in ("compound", "amod", "det", "nmod:poss", "case", "punct") and (
            s.tags[title] not in NAMES or s.relations[c] in ("compound", "amod")
        ):
            s.heads[c] = title


def is_name(s: Draft, at: int) -> bool:
    """True for a part of a person's name."""
    return s.classes[at] == "PERSON" and s.tags[at] in NAMES


def fixed(s: Draft) -> None:
    """The first word of "because of" is the head; of what CoreNLP alone takes for fixed nobody knows."""
    for i, r in enumerate(s.relations):
        if r != "fixed":
            continue
        head = s.heads[i]
        lo, hi = min(i, head), max(i, head)
        if " ".join(w.lower() for w in s.words[lo : hi + 1]) not in FIXED or hi - lo > 2:
            s.heads[i], s.relations[i] = UNKNOWN, ""
        elif i < head:
            s.above(head, i, "fixed")


def conjunctions(s: Draft) -> None:
    """A conjunction hangs on what follows it ("came and went")."""
    for i, r in enumerate(s.relations):
        if r == "cc":
            after = [c for c in s.children(s.heads[i]) if s.relations[c] == "conj" and c > i]
            if after:
                s.heads[i] = min(after)


def marks(s: Draft) -> None:
    """Where marks hang the schemes tell differently; those at the end hang on the root."""
    root = s.heads.index(-1)
    for i, r in enumerate(s.relations):
        if r == "punct":
            s.heads[i] = root if i == len(s.words) - 1 and s.words[i] in ".?!" else UNKNOWN


def unsure(s: Draft) -> None:
    """Relations that GUM tells apart and CoreNLP does not."""
    for i, r in enumerate(s.relations):
        head = s.heads[i]
        dated = r == "nummod" and head >= 0 and s.tags[head] in NAMES and s.words[head].lower().startswith(MONTHS)
        described = r == "compound" and s.words[i].lower() in ADJECTIVES
        if dated or described or r in ("parataxis", "discourse"):
            s.relations[i] = ""


RULES = (
    negation,
    agents,
    obliques,
    renamed,
    adjuncts,
    persons_told,
    dollars,
    names,
    fixed,
    conjunctions,
    marks,
    unsure,
)


def universal(s: Draft) -> Draft:
    """The same sentence with its tree as GUM would have it, as far as it is known."""
    for rule in RULES:
        rule(s)
    for i, r in enumerate(s.relations):
        if r == "dep":
            s.heads[i], s.relations[i] = (UNKNOWN if s.heads[i] >= 0 else s.heads[i]), ""
    return s
