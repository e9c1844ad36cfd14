import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tag.perceptron import PerceptronTagger

from analysis.lexicons import rows
from analysis.tag import lemma_of, tag_features, word_features
from tests import reading
from training import gold, tagger
from training.gold import Word, gum_words
from training.lemmas import change, learned_rules, lemma_rules
from training.sentences import punkt_parameters

REPOSITORY = Path(__file__).resolve().parents[1]
ABBREVIATIONS = rows("abbreviations.tsv", (REPOSITORY / "training" / "abbreviations.tsv").read_bytes())
SILVER = """# article = invented
1	Mr.	Mr.	NNP	O	0	3	2	compound
2	Orsk	Orsk	NNP	PERSON	4	8	3	nsubj
3	denied	deny	VBD	O	9	15	0	root
4	``	``	``	O	16	17	3	punct
5	plans	plan	NNS	O	17	22	3	dobj
6	''	''	''	O	22	23	3	punct
7	-LRB-	-lrb-	-LRB-	O	24	25	3	punct
8	again	again	RB	O	25	30	3	advmod
9	-RRB-	-rrb-	-RRB-	O	30	31	3	punct
10	.	.	.	O	31	32	3	punct

1	They	they	PRP	O	33	37	2	nsubj
2	plan	plan	VBP	O	38	42	0	root
3	1\\/2	1\\/2	CD	O	43	46	2	dobj
4	.	.	.	O	46	47	2	punct
"""
GUM = """# newdoc id = GUM_{genre}_{name}
# newpar
# text = Eye-tracking went to "Velland".
1	Eye	eye	NOUN	NN	_	3	compound	_	SpaceAfter=No|XML=<w>
2	-	-	PUNCT	HYPH	_	3	punct	_	SpaceAfter=No
3	tracking	tracking	NOUN	NN	_	4	nsubj	_	XML=</w>
4	went	go	VERB	VBD	_	0	root	_	_
5	to	to	ADP	IN	_	7	case	_	_
6	"	"	PUNCT	``	_	7	punct	_	SpaceAfter=No
7	Velland	Velland	PROPN	NNP	_	4	obl	_	SpaceAfter=No
8	"	"	PUNCT	''	_	7	punct	_	SpaceAfter=No
9	.	.	PUNCT	.	_	4	punct	_	_

# newpar
# text = It’s well-known.
1-2	It’s	_	_	_	_	_	_	_	_
1	It	it	PRON	PRP	_	5	nsubj	_	_
2	’s	be	AUX	VBZ	_	5	cop	_	_
3	well	well	ADV	RB	_	5	amod	_	SpaceAfter=No
4	-	-	PUNCT	HYPH	_	5	punct	_	SpaceAfter=No
5	known	know	VERB	VBN	_	0	root	_	SpaceAfter=No
5.1	so	so	ADV	RB	_	_	_	_	_
6	.	.	PUNCT	.	_	5	punct	_	_

"""
WSJ = "Velland\tNNP\nrose\tVBD\n1\\/2\tCD\n%\tNN\n-LRB-\t-LRB-\nagain\tRB\n-RRB-\t-RRB-\n.\t.\n\n"


@pytest.fixture
def small_gold(tmp_path):
    """Gold sets of a few invented sentences, in the formats of the real ones."""
    gum = "".join(GUM.format(genre=genre, name=n) for genre in ("news", "essay") for n in range(10))
    for name, text in {
        "polnear/silver-train.tsv.gz": SILVER,
        "polnear/silver-dev.tsv.gz": SILVER,
        "gum/gum-train-dev.conllu.gz": gum,
        "wsj_sample/wsj-sample-train.tsv.gz": WSJ * 10,
    }.items():
        path = tmp_path / "gold" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()))
    return tmp_path / "gold"


def test_training_twice_gives_the_same_bytes(small_gold, tmp_path):
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        code = (
            "from pathlib import Path; from analysis import knowledge; "
            f"knowledge.MODELS = Path({str(folder)!r}); "
            "from training import lemmas, sentences, tagger; "
            "tagger.main(); lemmas.main(); sentences.main()"
        )
        environment = os.environ | {"GOLD_DIR": str(small_gold), "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], check=True, cwd=REPOSITORY, env=environment)
        made.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert list(made[0]) == ["lemmas.json.gz", "punkt.json.gz", "tagger.json.gz"]
    assert made[0] == made[1]
    model = json.loads(gzip.decompress(made[0]["tagger.json.gz"]))
    nltk = PerceptronTagger(load=False)
    nltk.decode_json_params((model["weights"], model["tagdict"], model["classes"]))
    assert [tag for _, tag in nltk.tag(["They", "plan", "."])] == ["PRP", "VBP", "."]


def test_gold_is_brought_to_one_convention(small_gold, monkeypatch):
    monkeypatch.setenv("GOLD_DIR", str(small_gold))
    first, second = gold.silver_sentences("train")
    assert " ".join(w.text for w in first) == "Mr. Orsk denied `` plans '' ( again ) ."
    assert second[1] == Word("plan", "VBP", "plan")
    assert [w.text for w in gold.wsj_sentences()[0]] == ["Velland", "rose", "1/2", "%", "(", "again", ")", "."]
    document = gold.gum_documents()[0]
    assert (document.id, document.genre) == ("GUM_essay_0", "essay")
    assert document.paragraphs == (('Eye-tracking went to "Velland".',), ("It’s well-known.",))
    learned, held_out = gold.gum_split()
    assert (len(learned), len(held_out)) == (36, 4)
    assert len(gold.gum_other_genres()) == 20
    assert [len(part) for part in gold.wsj_split()] == [9, 1]


def test_words_of_gum_are_joined_at_hyphens():
    first, second = (block for block in gold.blocks(GUM.splitlines()))
    assert gum_words(first) == [
        Word("Eye-tracking", "NN", "eye-tracking"),
        Word("went", "VBD", "go"),
        Word("to", "TO", "to"),
        Word("``", "``", '"'),
        Word("Velland", "NNP", "Velland"),
        Word("''", "''", '"'),
        Word(".", ".", "."),
    ]
    assert [(w.text, w.tag) for w in gum_words(second)][:3] == [("It", "PRP"), ("'s", "VBZ"), ("well-known", "JJ")]


@given(st.lists(st.text(min_size=1), min_size=1), st.data())
def test_features_are_those_of_nltk(words, data):
    nltk = PerceptronTagger(load=False)
    at = data.draw(st.integers(0, len(words) - 1))
    context = [*nltk.START, *map(nltk.normalize, words), *nltk.END]
    ours = {*word_features(words[at], *context[at : at + 5]), *tag_features("DT", "IN", context[at + 2])}
    assert ours == set(nltk._get_features(at, words[at], context, "DT", "IN"))


def test_the_perceptron_learns_what_the_context_tells():
    plan = [(Word("to", "TO", ""), Word("plan", "VB", "")), (Word("the", "DT", ""), Word("plan", "NN", ""))]
    model = tagger.trained_tagger(plan * 20)
    assert model["tagdict"] == {"to": "TO", "the": "DT"}
    nltk = PerceptronTagger(load=False)
    nltk.decode_json_params((model["weights"], model["tagdict"], model["classes"]))
    assert nltk.tag(["to", "plan"])[1][1] == "VB"
    assert nltk.tag(["the", "plan"])[1][1] == "NN"


def test_lemma_rules_cover_endings_and_exceptions():
    lemmas = {"plans": "plan", "talks": "talk", "treaties": "treaty", "armies": "army", "men": "man", "news": "news"}
    rules = learned_rules(lemmas)
    assert {word: lemma_of(word, "NNS", {"NNS": rules}) for word in lemmas} == lemmas
    assert lemma_of("deputies", "NNS", {"NNS": rules}) == "deputy"
    assert rules["^men"] == (2, "an")


def test_forms_of_verbs_that_nobody_has_seen():
    gum = [(Word("concede", "VB", "concede"), Word("called", "VBD", "call"), Word("rolled", "VBD", "roll"))] * 3
    gum += [(Word("calling", "VBG", "call"), Word("made", "VBN", "make"))] * 3
    rules = lemma_rules(gum, [], [{"lemma": "expel", "past": "expelled", "participle": "expelled", "ing": ""}])
    assert [lemma_of(word, "VBD", rules) for word in ("expelled", "called", "conceded")] == ["expel", "call", "concede"]
    assert lemma_of("conceding", "VBG", rules) == "concede"


@given(st.text(), st.text())
def test_a_change_makes_the_lemma(word, lemma):
    cut, add = change(word, lemma)
    assert word[: len(word) - cut] + add == lemma


def test_lemmas_by_hand_outweigh_silver_ones():
    by_hand = [(Word("people", "NNS", "person"),)] * 3
    silver = [(Word("people", "NNS", "people"),)] * 50
    rules = lemma_rules(by_hand, silver)
    assert lemma_of("people", "NNS", rules) == "person"


@pytest.mark.parametrize("row", ABBREVIATIONS, ids=str)
def test_every_abbreviation_has_an_example_that_is_one_sentence(row):
    assert (
        f"{row['abbreviation']}." in row["example"].lower().split()
        or f"{row['abbreviation']}.," in row["example"].lower()
    )
    assert len(reading.sentences(row["example"])) == 1


def test_punkt_learns_abbreviations_and_where_numbers_follow():
    sentence = tuple(Word(w, t, "") for w, t in [("See", "VB"), ("No.", "NN"), ("5", "CD"), ("Gen.", "NNP")])
    other = (Word("No", "UH", ""), Word("see", "VB", ""))
    learned = punkt_parameters([sentence, sentence, other, other, other])
    assert learned["abbreviations"] == ["gen"]
    assert ("no", "##number##") in learned["collocations"]
