"""What the heads of the encoder say -> who said what: source, cue and content of each attribution.

Pure functions over arrays; the weights come in as an argument. The steps: cues that are likely enough get a second
look; the best legal tags of each second look are read off; quotations are taken whole; the surest attribution comes
first, and later ones may not take content that is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from analysis.encoder import MARKS, TAGS, EncoderOutput, Floats, SecondLook
from analysis.text import CLOSES, OPENS, UNCLOSED, Ints, Words

Range = tuple[int, int]

PLAIN = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)  # weights of `certainty_signs` before calibration
LONG_CUE, LONGEST_CUE = 3, 10  # words
DASHES = "-–—―"
# Columns of the tags, in the order of TAGS; what is inside follows what begins it.
B_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = 1, 3, 4, 5, 6
INSIDE_TAGS = [2, 4, 6]
QUOTED_SHARE = 6  # column of `certainty_signs`
# Shapes of words (text.shape_of) that names have: Title, UPPER, miXed; a turn has capitals alone.
NAME_SHAPES, CAPITALS, TITLE = (1, 2, 3), 2, 1
NO_SIGNS = np.zeros(0, dtype=np.float32)
MOST_PARAGRAPHS = 20  # of one quotation
# How sure it is that a paragraph carries on the quotation before it: one of its own, and one with other words too.
CONVENTION, CARRIED = 0.99, 0.5
NEAR = 3  # attributions before and after one that may lend it their source


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which chance on the encoder is believed, tuned with its weights and kept beside them.

    cue: chance of a cue that earns a second look. keep: chance under which an attribution is refused; quoted: the same
    where a share of `nearly_all` of its words stands in quotation marks; nameless, purpose: the same unquoted, without
    a source, and for a purpose; bare: the same without a verb in cue or content; nested: the same within another
    statement. whole_quotation: share of a quotation from which it is taken whole. signature, turn: the chance that a
    signature, or a turn of a transcript, is right. name: chance from which a name is believed.
    """

    cue: float
    keep: float
    quoted: float
    nearly_all: float
    nameless: float
    purpose: float
    bare: float
    nested: float
    whole_quotation: float
    signature: float
    turn: float
    name: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Ranges of words; source and cue may be empty, content is not.

    score: the chance that content and source are right, 0 to 1; signs: see `certainty_signs`; sure: the same chance for
    each piece of content alone. rule: what found it, or gave it a source or more words.
    """

    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    score: float
    signs: Floats
    sure: tuple[float, ...]
    rule: str = "encoder"


def find_cues(tags: Floats, low: float) -> list[Range]:
    """Ranges of words that may be a cue: runs of words at least `low` likely to be in one, parted where one begins.

    tags: (n, 7) probabilities in the order of TAGS.
    """
    cueness = tags[:, B_CUE] + tags[:, I_CUE]
    found: list[Range] = []
    for i in np.flatnonzero(cueness > low).tolist():
        if found and found[-1][1] == i and tags[i, B_CUE] <= 0.5 and i - found[-1][0] < LONGEST_CUE:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def _legal() -> Floats:
    """Transition costs (from, to): I-x only after B-x or I-x."""
    cost = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for i in INSIDE_TAGS:
        cost[:, i] = -1e4
        cost[i - 1, i] = cost[i, i] = 0
    return cost


def best_tags(tags: Sequence[Floats]) -> list[Ints]:
    """The likeliest legal tag sequence of each (m, 7) array of probabilities (Viterbi, all at once)."""
    if not tags:
        return []
    n, longest = len(tags), max(len(t) for t in tags)
    logs = np.zeros((n, longest, len(TAGS)), dtype=np.float32)
    for i, t in enumerate(tags):
        logs[i, : len(t)] = np.log(t + 1e-6)
        logs[i, len(t) :, 1:] = -1e4
    cost = _legal()
    score = logs[:, 0].copy()
    score[:, INSIDE_TAGS] -= 1e4
    back = np.zeros((n, longest, len(TAGS)), dtype=np.int8)
    for j in range(1, longest):
        paths = score[:, :, None] + cost
        back[:, j] = paths.argmax(1)
        score = paths.max(1) + logs[:, j]
    best = np.zeros((n, longest), dtype=np.int64)
    best[:, -1] = score.argmax(1)
    rows = np.arange(n)
    for j in range(longest - 1, 0, -1):
        best[:, j - 1] = back[rows, j, best[:, j]]
    return [best[i, : len(t)] for i, t in enumerate(tags)]


def ranges_of(path: Ints, role: int, at: int) -> list[Range]:
    """The ranges of words tagged with the role that begins at tag id `role`; `at` is the first word of the path."""
    found: list[Range] = []
    for i in np.flatnonzero((path == role) | (path == role + 1)).tolist():
        if found and found[-1][1] == at + i and path[i] == role + 1:
            found[-1] = (found[-1][0], at + i + 1)
        else:
            found.append((at + i, at + i + 1))
    return found


def joined(ranges: Sequence[Range]) -> list[Range]:
    """Ranges in order, those that touch or overlap joined."""
    found: list[Range] = []
    for a, b in sorted(ranges):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found


def quotations(words: Words) -> list[Range]:
    """The quotations of a text as ranges of words, marks included; one that is not closed ends with its paragraph."""
    found: list[Range] = []
    ends = words.paragraphs[:, 1]
    opened, limit = -1, 0
    for i in np.flatnonzero((words.quote == OPENS) | (words.quote == CLOSES)).tolist():
        if opened >= 0 and i >= limit:
            found.append((opened, limit))
            opened = -1
        if words.quote[i] == CLOSES:
            if opened >= 0:
                found.append((opened, i + 1))
                opened = -1
            elif found and found[-1][1] == i and words.end[i - 1] == words.start[i]:
                found[-1] = (found[-1][0], i + 1)  # the second half of ''
        elif opened < 0:
            opened, limit = i, int(ends[np.searchsorted(ends, i, side="right")])
    if opened >= 0:
        found.append((opened, limit))
    return found


def whole_quotations(
    content: list[Range], quotes: Sequence[Range], starts: Ints, share: float, seen: Range = (-1, -1)
) -> list[Range]:
    """Content with each quotation taken whole, marks included, that it covers by more than `share`, or that it
    covers up to the end of what was `seen`.
    """
    if not len(starts):
        return content
    out = list(content)
    for a, b in content:
        i = max(int(np.searchsorted(starts, a, side="right")) - 1, 0)
        while i < len(quotes) and quotes[i][0] < b:
            lo, hi = quotes[i]
            cut = (b == seen[1] and lo >= a - 1) or (a == seen[0] and hi <= b + 1)
            if cut or min(b, hi) - max(a, lo) > share * (hi - lo):
                out.append((lo, hi))
            i += 1
    return joined(out)


def carried_on(last: Range, words: Words, quotes: Sequence[Range], starts: Ints) -> list[Range]:
    """The quotations that carry on the last piece of a content: it is not closed, and opened again in the next
    paragraph, and so on.
    """
    out: list[Range] = []
    i = int(np.searchsorted(starts, last[1] - 1, side="right")) - 1
    for one, other in pairwise(quotes[i : i + MOST_PARAGRAPHS] if i >= 0 else ()):
        if last[1] != one[1] or other[0] != one[1] or words.quote[one[1] - 1] != UNCLOSED:
            break
        out.append(other)
        last = other
    return out


def by_paragraph(content: Sequence[Range], words: Words) -> list[Range]:
    """Ranges of words cut where a paragraph ends: each piece is somebody's by itself."""
    ends = words.paragraphs[:, 1]
    pieces = []
    for a, b in content:
        cuts = ends[np.searchsorted(ends, a, side="right") : np.searchsorted(ends, b)].tolist()
        pieces += list(pairwise([a, *cuts, b]))
    return pieces


def signatures(words: Words, quotes: Sequence[Range], chance: float) -> list[Attribution]:
    """“We want peace.” — Oro Vantel, a teacher: a quotation, a dash, and a name that ends the paragraph."""
    found = []
    ends = words.paragraphs[:, 1]
    for a, b in quotes:
        n = int(np.searchsorted(ends, b - 1, side="right"))
        limit = min(int(ends[n]), b + 16)
        name = first_without(range(b, limit), lambda i: words.text[words.start[i]] in DASHES)
        end = first_without(range(name, limit), lambda i: words.shape[i] // 2 in NAME_SHAPES)
        after = words.text[words.start[end]] if end < limit else "."
        if name > b and 0 < end - name <= 5 and after in ".,(" and limit == ends[n] and b - a > 4:
            found.append(Attribution(((name, end),), ((b, name),), ((a, b),), chance, NO_SIGNS, (chance,), "signature"))
    return found


def first_without(words: range, fits: Callable[[int], bool]) -> int:
    """The first word of a range that does not fit, its end where all do."""
    return next((i for i in words if not fits(i)), words.stop)


def turns(words: Words, chance: float) -> list[Attribution]:
    """VANTEL: Why not? — the turns of a transcript: paragraphs that begin with a name in capitals and a colon.

    Three turns at least, one name twice at least: a lone “CORRECTION:” is no speaker.
    """
    found = []
    for a, b in words.paragraphs.tolist():
        first = a + int(words.quote[a] == OPENS)
        colon = first_without(range(first, min(b, first + 5)), lambda i: words.shape[i] // 2 == CAPITALS)
        if first < colon < b - 1 and words.text[words.start[colon]] == ":":
            found.append(
                Attribution(
                    ((first, colon),), ((colon, colon + 1),), ((colon + 1, b),), chance, NO_SIGNS, (chance,), "turn"
                )
            )
    names = [words.text[words.start[f.source[0][0]] : words.end[f.source[0][1] - 1]] for f in found]
    return found if len(found) >= 3 and len(set(names)) < len(names) else []


def certainty_signs(second: SecondLook, words: Words, tags: Floats, path: Ints) -> Floats:
    """What tells a sure attribution from a doubtful one, as log odds or log probabilities: the second look's
    acceptance, the first look's cue, the mean and the worst word of the content, the source, and whether it has one;
    then the share of the content in quotation marks, and its length.

    tags: the first look's probabilities of the whole text; path: the tags chosen in the second look.
    """
    chosen = np.log(second.tags[np.arange(len(path)), path] + 1e-6)
    content, source = ((path == begins) | (path == begins + 1) for begins in (B_CONTENT, B_SOURCE))
    cue = tags[second.cue[0] : second.cue[1], B_CUE : I_CUE + 1].sum(1).mean()
    edges = content | np.concatenate([content[1:], [False]]) | np.concatenate([[False], content[:-1]])
    return np.array(
        [
            log_odds(second.valid),
            log_odds(float(cue)),
            chosen[content].mean() if content.any() else -5.0,
            chosen[edges].min() if edges.any() else -5.0,
            chosen[source].mean() if source.any() else 0.0,
            float(source.any()),
            float((words.quote[second.at : second.at + len(path)][content] > 0).mean()) if content.any() else 0.0,
            float(np.log1p(content.sum())),
            1.0,
        ],
        dtype=np.float32,
    )


def log_odds(p: float) -> float:
    """Log odds of a probability, kept within 7 of 0."""
    return float(np.clip(np.log((p + 1e-6) / (1 - p + 1e-6)), -7, 7))


def attributions_of(
    words: Words, output: EncoderOutput, weights: Sequence[float], least: Thresholds, *, rules: bool = True
) -> list[Attribution]:
    """The attributions of a text, in the order of their cues.

    weights turn `certainty_signs` into a chance (calibrated). rules: what the encoder does not see counts too:
    signatures, turns of a transcript, quotations that follow one another.
    """
    quotes = quotations(words)
    found = [*signatures(words, quotes, least.signature), *turns(words, least.turn)] if rules else []
    found += looked_at(words, output, weights, least, quotes)
    shared = sorted(shared_out(found, len(words.start)), key=lambda a: a.cue)
    if rules:
        shared = following_quotations(shared, words, quotes)
    sourced = (with_near_source(one, shared[max(n - NEAR, 0) : n + NEAR + 1], words) for n, one in enumerate(shared))
    return [one for one in sourced if is_sure_enough(one, words, least)]


def looked_at(
    words: Words, output: EncoderOutput, weights: Sequence[float], least: Thresholds, quotes: Sequence[Range]
) -> Iterator[Attribution]:
    """What the second looks say, those that are sure enough, their quotations taken whole."""
    starts = np.array([q[0] for q in quotes], dtype=np.int64)
    for second, path in zip(output.seconds, best_paths(output.seconds), strict=True):
        content = joined(ranges_of(path, B_CONTENT, second.at))
        signs = certainty_signs(second, words, output.tags, path)
        score = float(1 / (1 + np.exp(-float(signs @ np.asarray(weights, dtype=np.float32)))))
        if content and score >= least_score(signs, least):
            carried: list[Range] = []
            if least.whole_quotation < 1:
                seen = (second.at, second.at + len(path))
                content = whole_quotations(content, quotes, starts, least.whole_quotation, seen)
                carried = carried_on(content[-1], words, quotes, starts)
            yield attribution_of(second, path, (by_paragraph(content, words), carried), score, signs, words)


def best_paths(seconds: Sequence[SecondLook], together: int = 256) -> list[Ints]:
    """The likeliest legal tags of each second look."""
    groups = (seconds[i : i + together] for i in range(0, len(seconds), together))
    return [path for group in groups for path in best_tags([s.tags for s in group])]


def least_score(signs: Floats, least: Thresholds) -> float:
    """The chance under which an attribution is refused: a lower one where nearly all its words are quoted."""
    return min(least.keep, least.quoted) if signs[QUOTED_SHARE] > least.nearly_all else least.keep


def attribution_of(
    second: SecondLook,
    path: Ints,
    contents: tuple[Sequence[Range], Sequence[Range]],
    score: float,
    signs: Floats,
    words: Words,
) -> Attribution:
    """What a second look says, read off its tags, with the content given: what it saw, and what carries that on.

    A paragraph that is nothing but a quotation carried on is hardly anybody else's; one with words of its own beside
    the quotation may well be.
    """
    content, carried = contents
    cue = [r for r in ranges_of(path, B_CUE, second.at) if r[0] < second.cue[1] and second.cue[0] < r[1]]
    source = joined(ranges_of(path, B_SOURCE, second.at))
    likely = second.tags[:, B_CONTENT : I_CONTENT + 1].sum(1)
    pieces = [*content, *carried]
    sure = [float(likely[max(a - second.at, 0) : max(b - second.at, 1)].mean()) * score for a, b in content]
    sure += [CARRIED * score] * len(carried)
    for k, (before, piece) in enumerate(pairwise(pieces), 1):
        if before[1] == piece[0] and words.quote[before[1] - 1] == UNCLOSED and is_paragraph(piece, words):
            sure[k] = CONVENTION
    return Attribution(tuple(source), tuple(cue or [second.cue]), tuple(pieces), score, signs, tuple(sure))


def is_paragraph(piece: Range, words: Words) -> bool:
    """True where a range of words is a whole paragraph."""
    return bool(((words.paragraphs[:, 0] == piece[0]) & (words.paragraphs[:, 1] == piece[1])).any())


def is_sure_enough(one: Attribution, words: Words, least: Thresholds) -> bool:
    """False for what is neither quoted nor likely and has no source, or tells a purpose."""
    chance = max(0 if one.source else least.nameless, least.purpose if is_purpose(one, words) else 0)
    return bool(words.quote[one.content[0][0]]) or one.score >= chance


def is_purpose(one: Attribution, words: Words) -> bool:
    """“Offered measures to allay fears”: a content that begins with "to", after a cue of three words or more."""
    a, _ = one.content[0]
    return words.text[words.start[a] : words.end[a]] == "to" and sum(y - x for x, y in one.cue) >= LONG_CUE


def following_quotations(found: Sequence[Attribution], words: Words, quotes: Sequence[Range]) -> list[Attribution]:
    """“We came early,” Vantel said.⏎“Nobody was there.”: a paragraph that is one quotation, of nobody, goes on with the
    quotation that was the last of the paragraph before it.
    """
    out = list(found)
    owner = np.full(len(words.start), -1, dtype=np.int64)
    for n, one in enumerate(out):
        for a, b in (*one.source, *one.cue, *one.content):
            owner[a:b] = n
    alone = {(a, b) for a, b in words.paragraphs.tolist()}
    for before, quote in pairwise(quotes):
        n = int(owner[before[1] - 1])
        last = words.paragraphs[np.searchsorted(words.paragraphs[:, 1], quote[0]), 0] if quote in alone else len(owner)
        if before[0] >= last >= 0 and n >= 0 and (owner[quote[0] : quote[1]] < 0).all():
            out[n] = replace(out[n], content=tuple(joined([*out[n].content, quote])), rule="following quotation")
            owner[quote[0] : quote[1]] = n
    return out


def with_near_source(one: Attribution, near: Sequence[Attribution], words: Words) -> Attribution:
    """“Calling it an error, Vantel told us …”: a participle without a source has that of a cue near it."""
    first, last = one.cue[0][0], one.cue[-1][1]
    if one.source or not words.text[words.start[first] : words.end[first]].lower().endswith("ing"):
        return one
    subjects = []
    for other in near:
        a, b = min((*other.source, *other.cue))[0], max(b for _, b in (*other.source, *other.cue))
        lo, hi = (b, first) if b <= first else (last, a)
        if other.source and lo <= hi and not sentence_ends(words, lo, hi):
            subjects.append((hi - lo, other.source))
    return replace(one, source=min(subjects)[1], rule="borrowed source") if subjects else one


def sentence_ends(words: Words, a: int, b: int) -> bool:
    """True where a full stop before a capital, or the end of a paragraph, lies in a range of words."""
    if ((words.paragraphs[:, 1] > a) & (words.paragraphs[:, 1] <= b)).any():
        return True
    stops = (i for i in range(a, b) if words.text[words.start[i]] in ".?!")
    nexts = (next((s for s in words.shape[i + 1 : i + 3] if s < MARKS), MARKS) for i in stops)  # a mark may lie between
    return any(shape // 2 in (TITLE, CAPITALS) for shape in nexts)


def shared_out(found: Sequence[Attribution], n: int) -> list[Attribution]:
    """The attributions, surest first, so that no word is cue or content of two.

    A cue goes to the surest attribution, others with it are dropped, as are those whose cue lies in the source of a
    surer one ("a minister who asked not to be named"). Each piece of content goes to the attribution
    that is surest of it; one that is mostly taken goes to none. An attribution without content is dropped.
    """
    kept = with_own_cue(found, n)
    contents = shared_contents(kept, n)
    return [replace(one, content=got) for one, got in zip(kept, contents, strict=True) if got]


def with_own_cue(found: Sequence[Attribution], n: int) -> list[Attribution]:
    """The attributions, surest first, whose cue is neither cue nor source of a surer one."""
    closed = np.zeros(n, dtype=bool)
    kept: list[Attribution] = []
    for one in sorted(found, key=lambda a: -a.score):
        if not any(closed[a:b].any() for a, b in one.cue):
            kept.append(one)
            for a, b in (*one.cue, *one.source):
                closed[a:b] = True
    return kept


def shared_contents(found: Sequence[Attribution], n: int) -> list[tuple[Range, ...]]:
    """What each attribution gets of the content, a piece that several claim going to the one that is surest of it."""
    taken = np.zeros(n, dtype=bool)
    bids = [(-sure, k, piece) for k, one in enumerate(found) for piece, sure in zip(one.content, one.sure, strict=True)]
    got: list[list[Range]] = [[] for _ in found]
    for _, k, (a, b) in sorted(bids):
        free = free_ranges(taken, a, b)
        if 2 * sum(y - x for x, y in free) > b - a:
            got[k] += free
            for x, y in free:
                taken[x:y] = True
    return [tuple(joined(ranges)) for ranges in got]


def free_ranges(taken: np.ndarray, a: int, b: int) -> list[Range]:
    """The parts of a range of words that are not taken."""
    free = np.flatnonzero(~taken[a:b]) + a
    if not len(free):
        return []
    cuts = np.flatnonzero(np.diff(free) > 1)
    firsts, lasts = free[np.concatenate([[0], cuts + 1])], free[np.concatenate([cuts, [len(free) - 1]])]
    return [(int(x), int(y) + 1) for x, y in zip(firsts, lasts, strict=True)]


def offsets(words: Words, ranges: Sequence[Range]) -> list[Range]:
    """Ranges of words as code-point offsets."""
    return [(int(words.start[a]), int(words.end[b - 1])) for a, b in ranges]
