from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis import markup
from analysis.coded import coded_statements
from tests import samples

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<i>",
    '" onmouseover="alert(1)',
    "&lt;b&gt; {{ 7 * 7 }} {0}",
    "'><svg/onload=alert(1)>",
]


class Page(HTMLParser):
    """The tags, attributes and text of some HTML; stylesheets are no text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self.marks = set(), [], "", []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if dict(attrs).get("class") == "mark":
            self.marks.append(dict(attrs))

    def handle_data(self, data):
        self.text += data if self.lasttag != "style" else ""


@pytest.mark.parametrize("doc", [samples.sample(), samples.silent(), *map(samples.hostile, HOSTILE)])
def test_the_text_of_the_article_is_its_text(doc):
    assert Page(markup.article(doc)).text == doc.text


def test_the_text_of_the_seed_article_is_its_text():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    assert Page(markup.article(doc)).text == doc.text


def test_every_statement_is_marked_by_its_position():
    doc = samples.sample()
    marks = Page(markup.article(doc)).marks
    assert {m["data-statement"]: m["data-position"] for m in marks} == {s.statement: s.position for s in doc.stances}
    glyphs = [m["data-glyph"] for m in marks if "data-glyph" in m]
    assert glyphs == ["▲", "◆", "▼", "▼", "●", "●", "▲", "●"]


def test_a_weak_position_is_hollow_and_says_perhaps():
    doc = samples.sample()
    weak = replace(doc, stances=tuple(replace(stance, confidence=0.4) for stance in doc.stances))
    assert ' data-glyph="▽"' in markup.article(weak) and ' data-glyph="▼"' not in markup.article(weak)
    card = markup.statement(weak, coded_statements(weak)[2])
    assert '<span class="glyph" aria-hidden="true">▽</span> perhaps opposes</span>' in card


def test_headline_byline_and_furniture_are_set_apart():
    html = markup.article(samples.sample())
    for kind, words in samples.CASE["parts"].items():
        assert (f'<p data-part="{kind}">' in html) == (kind != "dateline"), words


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_an_article_are_never_markup(words):
    doc = samples.hostile(words)
    frame = pd.DataFrame({"name": [words]})
    for html in (
        markup.article(doc),
        markup.head(doc),
        markup.statements(doc, coded_statements(doc)),
        markup.table(frame, {"name": words}),
        markup.framed(markup.head(doc)),
    ):
        page = Page(html)
        assert page.tags <= {
            "div",
            "p",
            "span",
            "h1",
            "strong",
            "small",
            "br",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "style",
        }
        assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "href")]
        assert words in page.text


def test_a_statement_shows_its_sentence_and_why():
    doc = samples.sample()
    html = markup.statement(doc, coded_statements(doc)[3])
    text = " ".join(Page(html).text.split())
    assert "Joren Maas the Vorland envoy · Vorland" in text
    assert "▼ opposes the offer" in text
    assert '"The offer is a bad one," he added, "and it will be refused."' in text
    assert "because: bad → the offer" in text
    assert '<span class="content decides">bad</span>' in html
    assert "Talks went on" not in text
    assert {m["data-statement"] for m in Page(html).marks} == {doc.statements[3].key}


def test_a_statement_without_speaker_says_so():
    doc = samples.sample()
    assert "No speaker is named" in markup.statement(doc, coded_statements(doc)[7])


def test_statements_are_counted():
    doc = samples.sample()
    assert "2 of 8 statements" in markup.statements(doc, coded_statements(doc)[2:4])


def test_the_head_tells_what_was_found():
    text = " ".join(Page(markup.head(samples.sample())).text.split())
    assert "The Havenmouth Wire · 4 May 2031 · Petra Quill · the article online" in text
    assert "8 statements by 4 speakers: 2 in support, 2 opposed, 1 conditional, 3 neutral." in text
    assert markup.summary(samples.silent()) == "The article reports no statement of anybody."
    seed = samples.annotated("us-offers-russia-assurance-on-missiles")
    whole, named, _ = markup.summary(seed).rpartition(" Sergei Lavrov makes the most: 6.")
    assert named
    unnamed = (replace(p, kind="unnamed") if p.name == "Sergei Lavrov" else p for p in seed.speakers)
    assert markup.summary(replace(seed, speakers=tuple(unnamed))) == whole  # "not many voters makes the most"


def test_the_head_tells_what_the_whole_article_is_on():
    doc = samples.judged()
    assert '<p class="about">On: Law of the sea; Talks</p>' in markup.head(doc, samples.CODEBOOK.labels)
    assert "On: sea; talks" in markup.head(doc)
    assert "On:" not in markup.head(samples.sample(), samples.CODEBOOK.labels)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///x", ""])
def test_only_addresses_of_the_web_become_links(url):
    from dataclasses import replace

    assert "<a " not in markup.head(replace(samples.sample(), url=url))


def test_a_table_says_yes_counts_and_leaves_gaps():
    frame = pd.DataFrame({"number": [1], "position": ["oppose"], "inherited": [True], "words": [1200], "role": [None]})
    html = markup.table(frame, {k: k for k in frame})
    for head in ("number", "words"):  # numbers stand under each other, and their heading with them
        assert f'<th scope="col" class="number">{head}</th>' in html
    assert '<td class="number" data-label="number">1</td>' in html
    assert "opposes</span>" in html
    assert '<td data-label="inherited">yes</td>' in html
    assert '<td class="number" data-label="words">1200</td>' in html
    assert html.endswith('<td data-label="role"></td></tr></tbody></table></div>')


def test_a_notebook_shows_dollars_as_money():
    assert "mathjax_ignore tex2jax_ignore" in markup.article(samples.sample())._repr_html_()


def test_a_codebook_is_a_table():
    html = markup.codebook(samples.CODEBOOK)
    assert html.count("<tr>") == 1 + len(samples.CODEBOOK.topics)
    assert "Who may sail where." in html
