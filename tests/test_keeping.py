"""What a reader takes away: citations, and what is kept, as Markdown, HTML and Word."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from docx import Document as Word

from analysis import explore, keeping, payload, report, selection
from analysis.coded import coded_statements
from analysis.model import Part, Statement
from analysis.spans import Span
from tests import samples

NOTE = "Ask the *envoy*.\n\n1. Which offer?"
SOURCE = "Petra Quill, “Estavia Weighs a Treaty on the Strait”, The Havenmouth Wire, 4 May 2031"


@pytest.fixture
def doc():
    return samples.sample()


def kept_of(doc):
    third, fourth, seventh = (coded_statements(doc)[n] for n in (2, 3, 6))
    return ((seventh, ""), (fourth, NOTE), (third, ""))


def cited(doc, number, form="text"):
    return keeping.citation(doc, coded_statements(doc)[number - 1], form)


def test_a_citation_says_whose_words_how_and_where(doc):
    assert cited(doc, 4) == (
        '"The offer is a bad one," he [Joren Maas] added, "and it will be refused." (quoted)'
        f" – {SOURCE}, paragraph 3, https://example.org/strait"
    )
    assert cited(doc, 6).startswith("A senior diplomat said the talks would go on in June. (reported) – ")
    mixed = replace(doc, statements=tuple(replace(s, kind="mixed") for s in doc.statements))
    assert "(partly quoted) – " in cited(mixed, 2)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "Estavian Foreign Minister Ilka Torvald said the treaty"),  # named in full: nothing is added
        (2, "🚢 She [Ilka Torvald] warned, however,"),
        (3, "said Joren Maas, the Vorland envoy. ("),
        (5, "Vorland says the bay is its own. ("),
        (7, "Torvald and Maas [Ilka Torvald and Joren Maas] say they"),
        (8, "It was reported that a ferry had been stopped. ("),
    ],
)
def test_a_name_stands_in_brackets_where_the_printed_words_differ(doc, number, words):
    assert words in cited(doc, number)


def test_a_name_within_another_word_is_no_name(doc):
    speakers = tuple(replace(s, name="Land" if s.name == "Vorland" else s.name) for s in doc.speakers)
    assert "Vorland [Land] says" in cited(replace(doc, speakers=speakers), 5)


def test_who_is_meant_without_printed_words_stands_before_them(doc):
    fifth = doc.statements[4]
    bare = Statement(fifth.key, "indirect", (), (), fifth.content, None, "turn")
    statements = tuple(bare if s is fifth else s for s in doc.statements)
    assert cited(replace(doc, statements=statements), 5).startswith("[Vorland] Vorland says the bay is its own. (")
    assert cited(replace(doc, sentences=()), 5).startswith("[Vorland] the bay is its own (reported)")


def test_paragraphs_are_those_of_the_running_text(doc):
    numbers = keeping.paragraphs(doc)
    assert [numbers[s.key] for s in doc.statements] == [1, 1, 2, 3, 4, 4, 5, 5]
    assert [s["paragraph"] for s in payload.view(doc, samples.CODEBOOK)["statements"]] == [1, 1, 2, 3, 4, 4, 5, 5]
    whole = replace(doc, parts=(Part(Span(0, len(doc.text)), "furniture"),))
    assert set(keeping.paragraphs(whole).values()) == {0}
    assert "paragraph" not in cited(whole, 4)


def test_what_is_not_known_of_an_article_is_left_out(doc):
    bare = replace(doc, title="", outlet="", author="", published=None, url="javascript:alert(1)")
    assert cited(bare, 5) == "Vorland says the bay is its own. (reported) – paragraph 4"
    assert cited(bare, 5, "footnote") == "paragraph 4: Vorland says the bay is its own. (reported)"
    assert cited(bare, 5, "link") == ""


def test_a_citation_has_other_forms(doc):
    assert cited(doc, 4, "footnote") == (
        f"{SOURCE}, paragraph 3, https://example.org/strait: "
        '"The offer is a bad one," he [Joren Maas] added, "and it will be refused." (quoted)'
    )
    assert cited(doc, 4, "markdown") == (
        '"The offer is a bad one," he \\[Joren Maas\\] added, "and it will be refused." (quoted)'
        f" – {SOURCE}, paragraph 3, <https://example.org/strait>"
    )
    assert cited(doc, 5, "link") == "https://example.org/strait#:~:text=Vorland%20says%20the%20bay%20is%20its%20own."
    fourth = "%22The%20offer%20is%20a%20bad,%22and%20it%20will%20be%20refused.%22"
    assert cited(doc, 4, "link") == f"https://example.org/strait#:~:text={fourth}"
    assert cited(replace(doc, url="https://a.b/#c"), 5, "link").startswith("https://a.b/#c:~:text=Vorland")
    with pytest.raises(ValueError, match=r"text, markdown, footnote, link"):
        cited(doc, 4, "bibtex")


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("**a** _b_ `c` <img> $d$", r"\*\*a\*\* \_b\_ \`c\` \<img\> \$d\$"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("# head \\ &amp; ~~x~~ |", r"\# head \\ \&amp; \~\~x\~\~ \|"),
    ],
)
def test_markdown_is_escaped(words, escaped):
    assert keeping.escaped(words) == escaped


def test_kept_things_as_markdown(doc):
    assert keeping.markdown(doc, kept_of(doc)) == (
        "# Kept from “Estavia Weighs a Treaty on the Strait”\n\n"
        "Petra Quill, The Havenmouth Wire, 4 May 2031\n\n<https://example.org/strait>\n\n"
        "## Joren Maas\n\n"
        "Joren Maas (the Vorland envoy) ▼ opposes the treaty\n\n"
        '> "We will never sign under threat," said Joren Maas, the Vorland envoy. (quoted, paragraph 2)\n\n'
        "Joren Maas (the Vorland envoy) ▼ opposes the offer\n\n"
        '> "The offer is a bad one," he \\[Joren Maas\\] added, "and it will be refused." (quoted, paragraph 3)\n\n'
        "Note: Ask the \\*envoy\\*.\\\n1\\. Which offer?\n\n"
        "## Ilka Torvald and Joren Maas\n\n"
        "Ilka Torvald (Estavian Foreign Minister) and Joren Maas (the Vorland envoy) ▲ supports the talks\n\n"
        "> Torvald and Maas \\[Ilka Torvald and Joren Maas\\] say they will meet again. (reported, paragraph 5)\n"
    )


def test_kept_things_by_issue(doc):
    heads = re.findall("^## (.*)", keeping.markdown(doc, kept_of(doc), by="issues"), re.M)
    assert heads[:2] == ["the treaty", "the offer"]
    assert "## No issue named" in keeping.markdown(doc, [(coded_statements(doc)[7], "")], by="issues")
    with pytest.raises(ValueError, match="speakers, issues"):
        keeping.markdown(doc, [], by="topics")


class Read(HTMLParser):
    """The tags of a page, and the words in each."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])

    def handle_data(self, data):
        if self.found:
            self.found[-1][2] += data

    def words(self, tag):
        return [text for name, _, text in self.found if name == tag]


def test_kept_things_as_html(doc):
    html = keeping.html(doc, kept_of(doc))
    page = Read(html)
    assert html.startswith("<!doctype html>") and {"charset": "utf-8"} in [a for t, a, _ in page.found if t == "meta"]
    assert page.words("h2") == ["Joren Maas", "Ilka Torvald and Joren Maas"]
    assert page.words("blockquote")[0].endswith("said Joren Maas, the Vorland envoy. (quoted, paragraph 2)")
    assert [a for t, a, _ in page.found if t == "a"] == [{"href": "https://example.org/strait"}]
    assert "Note: Ask the *envoy*.\n1. Which offer?" in page.words("p")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "](javascript:x)", "\x00\x1b\ud800\ufffe"])
def test_hostile_words_stay_words(words):
    doc = samples.hostile(words)
    kept = [(coded, words) for coded in coded_statements(doc)]
    tags = {tag for tag, *_ in Read(keeping.html(doc, kept)).found}
    assert tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "blockquote"}
    assert not re.search(r"(?<!\\)[<\]]", re.sub("^> ", "", keeping.markdown(doc, kept), flags=re.M))
    keeping.html(doc, kept).encode("utf-8")
    keeping.markdown(doc, kept).encode("utf-8")


def test_kept_things_as_word(doc):
    page = Word(io.BytesIO(keeping.docx(doc, kept_of(doc))))
    told = [(p.style.name, p.text) for p in page.paragraphs]
    assert told[0] == ("Title", "Kept from “Estavia Weighs a Treaty on the Strait”")
    assert [text for style, text in told if style == "Heading 1"] == ["Joren Maas", "Ilka Torvald and Joren Maas"]
    assert [style for style, _ in told].count("Quote") == 3
    assert told[7][1].endswith('he [Joren Maas] added, "and it will be refused." (quoted, paragraph 3)')
    assert told[8] == ("Normal", "Note: Ask the *envoy*.\n1. Which offer?")
    hostile = samples.hostile("\x00\x1b\ud800\ufffe</w:p>")
    assert keeping.docx(hostile, [(coded_statements(hostile)[0], "\x07")]).startswith(b"PK")


def test_the_explorer_tells_what_was_kept(doc, tmp_path, monkeypatch):
    explorer = explore.Explorer(doc, samples.known())
    assert explorer.kept == ()
    key = doc.statements[3].key
    explorer.chosen = {"speakers": [], "kept": [{"key": key, "note": "mine"}, {"key": "gone", "note": ""}]}
    ((coded, note),) = explorer.kept
    assert (coded.key, note) == (key, "mine")
    assert explorer.selection == selection.Selection()  # what is kept is no filter
    explorer.selection = selection.Selection(topics=("arms",))
    assert explorer.kept[0][1] == "mine" and explorer.chosen["topics"] == ["arms"]
    assert explorer.save_word(tmp_path / "x.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("kept", [None, "x", {}, [1, None, {}, {"key": 5}, {"key": "x", "note": []}]])
def test_what_is_no_list_of_kept_things_does_no_harm(doc, kept):
    assert keeping.kept_in(doc, {"kept": kept}) == ()
    assert selection.from_json({"kept": kept}) == selection.Selection()


def test_what_is_kept_twice_is_kept_once_and_may_lack_a_note(doc):
    key = doc.statements[0].key
    assert [note for _, note in keeping.kept_in(doc, {"kept": [{"key": key}, {"key": key, "note": "x"}]})] == [""]


def test_kept_things_travel_in_the_report(doc):
    html = report.html(doc, samples.known(), {"kept": [{"key": doc.statements[0].key, "note": "</script>"}]})
    assert f'"key": "{doc.statements[0].key}"' in html or f'"key":"{doc.statements[0].key}"' in html
