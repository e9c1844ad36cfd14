import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import records, tables, trees
from analysis.encoder import LAYERS, WIDTH, opened, padded, session, windows_of
from analysis.model import Sentence, Token
from analysis.spans import Span
from analysis.text import TextIndex, index_of, words_of
from analysis.trees import ROOT, TreeReader, best_tree, cycle_of, parts, token_pieces
from analysis.words import find_words
from tests import reading
from training.relations import UNKNOWN, Draft, universal
from training.scores import tree_agreement
from training.treebanks import Tree, carried, gum_tree, short


def spans_of(text, *words):
    """The places of words in a text, one after the other."""
    found, at = [], 0
    for word in words:
        at = text.index(word, at)
        found.append(Span(at, at + len(word)))
        at += len(word)
    return tuple(found)


# ── the best tree ───────────────────────────────────────────────────────────────────────────────────────────


def all_trees(n):
    """Every tree over n words with one root, as heads from 0, the root, to n."""
    for heads in itertools.product(range(n + 1), repeat=n):
        if heads.count(0) == 1 and cycle_of(np.array([0, *heads])) is None:
            yield heads


@given(st.integers(1, 4), st.booleans(), st.integers(0, 2**32 - 1))
def test_no_tree_has_more(n, rooty, seed):
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)
    scores[:, 0] += 2 * rooty  # many words would be the root
    found = best_tree(scores)
    assert tuple(h + 1 for h in found) in set(all_trees(n))
    best = max(sum(scores[i, h] for i, h in enumerate(heads)) for heads in all_trees(n))
    assert sum(scores[i, h + 1] for i, h in enumerate(found)) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize(
    ("heads", "cycle"),
    [([0, 0, 1, 2], set()), ([0, 2, 1, 0], {1, 2}), ([0, 2, 3, 1], {1, 2, 3}), ([0, 0, 3, 4, 2, 4], {2, 3, 4})],
)
def test_cycle(heads, cycle):
    assert set(cycle_of(np.array(heads)) or ()) == cycle


def test_one_root_where_two_would_have_more():
    assert best_tree(np.array([[9, 0, 1], [9, 2, 0]], dtype=np.float32)).count(ROOT) == 1


def test_a_long_chain_of_cycles_is_solved():
    n = 150
    scores = np.full((n, n + 1), -5, dtype=np.float32)
    for i in range(n):
        scores[i, 1 + (i ^ 1)] = 5  # pairs that would hang on each other
    heads = best_tree(scores)
    assert heads.count(ROOT) == 1
    assert cycle_of(np.array([0, *(h + 1 for h in heads)])) is None


# ── tokens and pieces ───────────────────────────────────────────────────────────────────────────────────────


def test_pieces_of_tokens():
    text = "They can't, cannot re-open."
    index = TextIndex(text, (), words_of(text), [[1], [1], [1], [1], [1], [1, 2], [1], [1], [1, 2, 3], [1]])
    assert [text[a:b] for a, b in zip(index.words.start, index.words.end, strict=True)] == [
        "They", "can", "'", "t", ",", "cannot", "re", "-", "open", "."
    ]  # fmt: skip
    tokens = spans_of(text, "They", "ca", "n't", ",", "can", "not", "re-open", ".")
    assert token_pieces(index, tokens).tolist() == [
        [0, 0], [1, 1], [2, 3], [4, 4], [5, 6], [5, 6], [7, 11], [12, 12]
    ]  # fmt: skip


@given(st.text(alphabet="ab1'’.-_ ,\u0301\u200b\n", min_size=1).filter(str.strip))
def test_every_token_has_pieces(text):
    words = words_of(text)
    index = TextIndex(text, (), words, [[1, 2]] * len(words.start))
    tokens = find_words(text, Sentence(Span(0, len(text))))
    first, last = token_pieces(index, tokens).T
    assert (first <= last).all() and (first >= 0).all() and (last < 2 * len(words.start)).all()


def test_a_text_without_tokens(leftward):
    assert leftward.begin(TextIndex("", (), words_of(""), []), [], []).linked() == ()


def test_sentences_as_ranges_of_tokens(monkeypatch):
    monkeypatch.setattr(trees, "LONGEST", 3)
    tokens = [Token(Span(n, n + 1), "NN", "x") for n in range(8)]
    assert list(parts(tokens, [Span(0, 2), Span(2, 7), Span(7, 9)])) == [(0, 2), (2, 5), (5, 7), (7, 8)]


# ── gold trees over our tokens ──────────────────────────────────────────────────────────────────────────────


def test_a_hyphenated_word_has_the_head_of_its_highest_part():
    text = "An eye-tracking study ended."
    words = spans_of(text, "An", "eye", "-", "tracking", "study", "ended", ".")
    gold = Tree(words, (4, 3, 1, 4, 5, ROOT, 5), ("det", "compound", "punct", "compound", "nsubj", "root", "punct"))
    tokens = spans_of(text, "An", "eye-tracking", "study", "ended", ".")
    assert carried(gold, tokens) == Tree(tokens, (2, 2, 3, ROOT, 3), ("det", "compound", "nsubj", "root", "punct"))


def test_what_is_left_of_a_word_hangs_on_its_longest_token_by_no_relation():
    text = "See port@vell.example now"
    gold = Tree(spans_of(text, "See", "port@vell.example", "now"), (ROOT, 0, 0), ("root", "obj", "advmod"))
    tokens = spans_of(text, "See", "port", "@", "vell.example", "now")
    found = carried(gold, tokens)
    assert found.heads == (ROOT, 3, 3, 0, 0)
    assert found.relations == ("root", "", "", "obj", "advmod")


def test_a_sentence_of_gum():
    rows = [
        line.split("\t")
        for line in (
            "1\tIt\tit\tPRON\tPRP\t_\t3\tnsubj:pass\t_\t_",
            "2\twas\tbe\tAUX\tVBD\t_\t3\taux:pass\t_\t_",
            "3\tsaid\tsay\tVERB\tVBN\t_\t0\troot\t_\tSpaceAfter=No",
            "4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_",
        )
    ]
    tree = gum_tree("No. It was said.", 4, rows)
    assert tree.spans == (Span(4, 6), Span(7, 10), Span(11, 15), Span(15, 16))
    assert tree.heads == (2, 2, ROOT, 2)
    assert tree.relations == ("nsubj:pass", "aux", "root", "punct")


def test_relations_without_the_subtypes_we_do_not_tell():
    assert [short(r) for r in ("nmod:poss", "obl:unmarked", "acl:relcl", "cc:preconj", "obj")] == [
        "nmod:poss", "obl", "acl:relcl", "cc", "obj"
    ]  # fmt: skip


# ── CoreNLP's trees as GUM would have them ──────────────────────────────────────────────────────────────────

# word/tag/entity/head/relation, as CoreNLP gives them => head and relation as they should be, - where unknown
CONVERTED = {
    "names and titles": (
        "Mr./NNP/O/3/compound Jon/NNP/PERSON/3/compound Orsk/NNP/PERSON/4/nsubj left/VBD/O/0/root ././O/4/punct",
        "2 nmod, 4 nsubj, 2 flat, 0 root, 4 punct",
    ),
    "a common noun before a name": (
        "Party/NN/O/4/compound leader/NN/O/4/compound Ilse/NNP/PERSON/4/compound Torv/NNP/PERSON/5/nsubj left/VBD/O/0/root",
        "2 compound, 5 nsubj, 2 appos, 3 flat, 0 root",
    ),
    "an agent": (
        "It/PRP/O/3/nsubjpass was/VBD/O/3/auxpass backed/VBN/O/0/root by/IN/O/5/case voters/NNS/O/3/nmod",
        "3 nsubj:pass, 3 aux, 0 root, 5 case, 3 obl:agent",
    ),
    "and, of what follows": (
        "They/PRP/O/2/nsubj came/VBD/O/0/root and/CC/O/2/cc went/VBD/O/2/conj",
        "2 nsubj, 0 root, 4 cc, 2 conj",
    ),
    "a person told": (
        "She/PRP/O/2/nsubj told/VBD/O/0/root us/PRP/O/2/dobj it/PRP/O/5/nsubj ended/VBD/O/2/ccomp",
        "2 nsubj, 0 root, 2 iobj, 5 nsubj, 2 ccomp",
    ),
    "dollars": (
        "for/IN/O/4/case $/$/O/4/dep 5/CD/O/4/compound million/CD/O/0/root",
        "2 case, 0 root, 4 compound, 2 nummod",
    ),
    "fixed": (
        "because/IN/O/2/mwe of/IN/O/3/case rain/NN/O/0/root",
        "3 case, 1 fixed, 0 root",
    ),
    "what is unknown": (
        "no/DT/O/2/neg Vell/NNP/O/3/dep ends/VBZ/O/0/root ,/,/O/3/punct ././O/3/punct",
        "2 det, -, 0 root, - punct, 3 punct",
    ),
    "an adjunct after a comma": (
        "left/VBD/O/0/root ,/,/O/1/punct calling/VBG/O/1/xcomp",
        "0 root, - punct, 1 advcl",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given_", "wanted"), CONVERTED.values(), ids=CONVERTED)
def test_converted(given_, wanted):
    words, tags, classes, heads, relations = zip(*(field.rsplit("/", 4) for field in given_.split()), strict=True)
    lemmas = [{"told": "tell"}.get(w, w) for w in words]
    numbers = [int(h) - 1 for h in heads]
    found = universal(Draft(list(words), lemmas, list(tags), list(classes), numbers, list(relations)))
    links = zip(found.heads, found.relations, strict=True)
    assert ", ".join(f"{'-' if h == UNKNOWN else h + 1} {r}".strip() for h, r in links) == wanted


# ── the reader ──────────────────────────────────────────────────────────────────────────────────────────────


class Leftward:
    """A model in which each token hangs on the one before it, by the second relation."""

    def run(self, _, given):
        b, t = given["tag"].shape
        arcs = np.where(np.arange(t + 1) == np.arange(t)[:, None], 1.0, 0.0)
        relations = np.zeros((b, t, 2, t + 1), dtype=np.float32)
        relations[:, :, 1] = 1
        return np.broadcast_to(arcs, (b, t, t + 1)), relations


@pytest.fixture
def leftward(monkeypatch, tmp_path):
    """A reader of trees that leans to the left."""
    (tmp_path / "names.json").write_text(json.dumps({"tags": ["NN"], "relations": ["root", "dep"]}))
    monkeypatch.setattr(trees, "session", lambda path, threads: Leftward())
    return TreeReader(tmp_path)


def states_at(at, count):
    """States of some word pieces from `at` on that say which pieces they are, from 1."""
    return np.repeat(np.arange(at + 1, at + count + 1, dtype=np.float32), len(LAYERS) * WIDTH).reshape(count, -1)


@pytest.mark.parametrize("stretch", [1, 3, 100])
@pytest.mark.parametrize("told", [[(0, 7)], [(0, 4), (4, 3)], [(n, 1) for n in range(7)], [(0, 2), (3, 2)], []])
def test_reader(leftward, monkeypatch, told, stretch):
    monkeypatch.setattr(trees, "STRETCH", stretch)
    seen = []
    read = leftward.read
    monkeypatch.setattr(leftward, "read", lambda states, tags: seen.append(states[:, [0, -1]]) or read(states, tags))
    text = "One two. Three four five."
    index = TextIndex(text, (), words_of(text), [[1]] * 7)
    tokens = [Token(s, "NN", "") for s in spans_of(text, "One", "two", ".", "Three", "four", "five", ".")]
    begun = leftward.begin(index, tokens, [Span(0, 8), Span(9, 25)])
    for at, count in told:
        begun.take(at, states_at(at, count))
    assert [(t.head, t.relation) for t in begun.linked()] == [
        (None, "root"), (0, "dep"), (1, "dep"), (None, "root"), (3, "dep"), (4, "dep"), (5, "dep")
    ]  # fmt: skip
    known = {n for at, count in told for n in range(at, at + count)}
    assert np.concatenate(seen).tolist() == [[n + 1, n + 1] if n in known else [0, 0] for n in range(7)]


# ── the shipped head ────────────────────────────────────────────────────────────────────────────────────────


SENTENCES = {
    "Foreign Minister Anna Marren of Velland said on Monday that the talks in Orsk had failed.": (
        "Foreign amod Minister, Minister nmod Anna, Anna nsubj said, Marren flat Anna, of case Velland, "
        "Velland nmod Anna, said root, Monday obl said, that mark failed, the det talks, talks nsubj failed, "
        "Orsk nmod talks, had aux failed, failed ccomp said"
    ),
    "The plan was rejected by the union, whose leader called it a trap.": (
        "plan nsubj:pass rejected, was aux rejected, rejected root, by case union, union obl:agent rejected, "
        "whose nmod:poss leader, leader nsubj called, called acl:relcl union"
    ),
    "Tevik's brother, a lawyer, and his friends did not give up.": (
        "Tevik nmod:poss brother, 's case Tevik, brother nsubj give, lawyer appos brother, and cc friends, "
        "friends conj brother, his nmod:poss friends, did aux give, not advmod give, give root, up compound:prt give"
    ),
}


@pytest.mark.parametrize(("text", "wanted"), SENTENCES.items())
def test_sentences(text, wanted):
    doc = reading.annotated(text)
    found = {(doc[t], t.relation, doc[doc.tokens[t.head]] if t.head is not None else "") for t in doc.tokens}
    missing = {tuple((link + " ").split(" ")[:3]) for link in wanted.split(", ")} - found
    assert missing == set()


def test_the_first_look_says_the_same_when_opened():
    path = reading.KNOWN.models.folder / "encoder" / "first.onnx"
    index = index_of("Marren said that talks had failed.", reading.KNOWN.models.pieces)
    given_ = padded(index.words, list(windows_of(index.words, index.pieces)))
    closed, open_ = session(path, 1).run(None, given_), session(opened(path.read_bytes()), 1).run(None, given_)
    assert [o.shape[-1] for o in open_[len(closed) :]] == [384, 384]
    assert all(np.array_equal(a, b) for a, b in zip(closed, open_, strict=False))


# ── the score ───────────────────────────────────────────────────────────────────────────────────────────────


def test_agreement():
    a, b, c, d = (Span(n, n + 1) for n in range(4))
    gold = {a: (b, "nsubj"), b: (None, "root"), c: (b, "punct"), d: (b, "")}
    ours = {a: (b, "obj"), b: (None, "root"), c: (a, "punct"), d: (None, "root")}
    assert tree_agreement(ours, gold, marks=True) == [2, 1, 3, 3]
    assert tree_agreement(ours, gold, marks=False) == [2, 1, 2, 2]
    assert tree_agreement({a: (b, "nsubj"), Span(1, 3): (None, "root")}, gold, marks=True) == [1, 1, 2, 3]


def test_an_analyst_gets_heads_and_relations_in_the_table():
    text = "Velland rejected the treaty. Its minister, Oro Vantel, said that talks would resume in Sarn on Monday."
    doc = reading.annotated(text)
    frame = tables.tokens(doc)
    rows = {row["word"]: row for row in frame.to_dict("records")}
    assert (rows["rejected"]["head"], rows["rejected"]["relation"]) == (0, "root")
    assert (rows["Velland"]["head"], rows["Velland"]["relation"]) == (rows["rejected"]["number"], "nsubj")
    assert rows["minister"]["relation"] == "nsubj" and rows["minister"]["head"] == rows["said"]["number"]
    assert frame.groupby("sentence")["head"].apply(lambda heads: (heads == 0).sum()).tolist() == [1, 1]
    assert tables.tokens(reading.document(text))["head"].isna().all()
    assert records.document(records.record(doc)) == doc
    assert records.document(json.loads(json.dumps(records.record(doc)))) == doc
    assert records.from_parquet(records.parquet([records.record(doc)])) == (doc,)


def test_the_encoder_tells_every_window_once_and_says_the_same_when_it_does():
    index = reading.index("Velland rejected the treaty.\n\n* * *\n\n" + "Talks would resume in Sarn on Monday. " * 60)
    told = []
    heard = reading.KNOWN.models.encoder.read(index, lambda tags: [], tell=[lambda *given: told.append(given)])
    assert [at for at, _ in told] == np.cumsum([0, *(len(states) for _, states in told[:-1])]).tolist()
    assert sum(len(states) for _, states in told) == sum(map(len, index.pieces))
    assert {states.shape[1] for _, states in told} == {len(LAYERS) * WIDTH}
    silent = reading.KNOWN.models.encoder.read(index, lambda tags: [])
    assert np.array_equal(heard.tags, silent.tags) and np.array_equal(heard.mentions, silent.mentions)
