import datetime as dt
import re
import time
from pathlib import Path

import pytest

from analysis import articles, knowledge
from analysis.annotate import annotate
from analysis.articles import ArticleError, document, read
from tests.reading import parts_in

FOLDER = knowledge.data_folder() / "articles"
BODY = (
    "The foreign minister of Vellmark said on Tuesday that talks with Ostrany would resume within the week, "
    "and that both sides had agreed on the place where they would meet.\n"
)
PAGE = f"""<html><head><title>Vellmark says talks will resume</title><meta property="og:site_name" content="The Vellmark Post">
</head><body><nav>Home Politics Sport</nav><article><h1>Vellmark says talks will resume</h1><p>{BODY}</p>
<p>{BODY.replace("Tuesday", "Friday")}</p><p>{BODY.replace("Tuesday", "Monday")}</p></article></body></html>"""


def kinds(text, **how):
    return [(p.kind, p.span.of(text)) for p in parts_in(text, **how)]


def test_parts_of_the_first_article():
    doc = articles.named("us-offers-russia-assurance-on-missiles")
    assert [(p.kind, doc[p]) for p in doc.parts] == [
        ("furniture", "Accessibility links"),
        ("furniture", "Breaking News"),
        ("headline", "US Offers Russia Assurance on Missiles"),
        ("byline", "VOA Correspondent Peter Fedynsky reports from the Russian capital."),
    ]
    assert (doc.title, doc.outlet) == ("US Offers Russia Assurance on Missiles", "VOA News")
    assert isinstance(doc.published, dt.date)


def test_dateline_byline_and_lines_below_the_text():
    text = f"Talks to Resume in Vellmark\nBy Anna Marren\n\nVELLMARK CITY (VNA) — {BODY}\nShare this article\n"
    assert kinds(text) == [
        ("headline", "Talks to Resume in Vellmark"),
        ("byline", "By Anna Marren"),
        ("dateline", "VELLMARK CITY (VNA) —"),
        ("furniture", "Share this article"),
    ]
    assert document(text).author == "Anna Marren"


def test_the_author_is_told_by_the_byline():
    text = articles.named("us-offers-russia-assurance-on-missiles").text
    assert document(text).author == "Peter Fedynsky"
    assert document(f"Talks\n\n{BODY}\nAnna Marren contributed to this report.\n").author == "Anna Marren"


def test_running_text_has_no_parts():
    assert kinds(BODY) == []
    assert kinds("") == []


def test_markdown_signs_are_marked_and_stay():
    text = "# Talks to Resume\n\nThe **minister** said [the talks](https://example.org/a) would resume today, as planned.\n"
    found = kinds(text, markdown=True)
    assert ("headline", "Talks to Resume") in found
    assert [words for kind, words in found if kind == "markup"] == [
        "# ",
        "**",
        "**",
        "[",
        "](https://example.org/a)",
    ]


def test_line_ends_are_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(BODY.replace("\n", "\r\n").encode())
    assert read(path).text.endswith("\r\n")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_all_line_ends_are_read_alike(newline):
    def told(doc):
        found = [(s.source, s.content) for s in doc.statements]
        return [[" ".join(doc[span].split()) for spans in pair for span in spans] for pair in found]

    text = articles.named("us-offers-russia-assurance-on-missiles").text
    assert told(annotate(text.replace("\n", newline))) == told(annotate(text))


def test_html_gives_text_and_what_the_page_says_of_itself(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    doc = read(path)
    assert doc.title == "Vellmark says talks will resume"
    assert doc.outlet == "The Vellmark Post"
    assert "Home Politics Sport" not in doc.text
    assert BODY.strip() in doc.text


def test_what_is_told_goes_before_what_is_found(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"Talks to Resume\n\n{BODY}", encoding="utf-8")
    path.with_suffix(".toml").write_text('title = "Told"\noutlet = "VNA"\npublished = 2008-03-18\n', encoding="utf-8")
    assert (read(path).title, read(path).outlet, read(path).published) == (
        "Told",
        "VNA",
        dt.date(2008, 3, 18),
    )
    assert read(path, outlet="Argued").outlet == "Argued"


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n ", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 30, "binary"),
    "large.txt": (b"word " * 1_000_001, "over 5 MB"),
    "page.html": (b"<html><body><script>1</script></body></html>", "no article text"),
    "article.pdf": (b"%PDF", ".txt, .md and .html"),
    "german.txt": (
        "Der Außenminister sagte am Dienstag, die Gespräche mit den Nachbarn würden in dieser Woche fortgesetzt, "
        "und beide Seiten hätten sich auf einen Ort geeinigt.".encode(),
        "German",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_named_in_one_sentence(tmp_path, name):
    data, why = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ArticleError, match=why) as error:
        read(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["my articles", "a.txt"])
def test_a_folder_is_led_to_a_corpus(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(
        ArticleError, match=r"this is a folder; .* with demarche corpus, which demarche annotate reads\.$"
    ):
        read(tmp_path / name)


def test_what_the_toml_may_say(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(BODY, encoding="utf-8")
    path.with_suffix(".toml").write_text(
        'author = ["Anna Marren", "Peter Holm"]\npublished = 2031-03-04T10:15:00Z\ntitle = "Talks\\n to resume"\n'
        'licence = 5\noutlet = ""\n',
        encoding="utf-8-sig",
    )
    doc = read(path)
    assert (doc.author, doc.published) == ("Anna Marren; Peter Holm", dt.date(2031, 3, 4))
    assert (doc.title, doc.outlet) == ("Talks to resume", "")


def test_ids_tell_articles_apart(tmp_path):
    for name in ("x/article.txt", "y/article.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    paths = [tmp_path / "x" / "article.txt", tmp_path / "y" / "article.txt", tmp_path / "z" / "none.txt"]
    assert read(paths[0]).id == "x/article"
    assert articles.ids(paths) == ["x/article", "y/article", "z/none"]
    *found, error = articles.read_each(paths)
    assert [doc.id for doc in found] == ["x/article", "y/article"]
    assert isinstance(error, ArticleError) and str(paths[2]) in str(error)
    name = "us-offers-russia-assurance-on-missiles"
    assert (articles.named(name).id, articles.ids([FOLDER / f"{name}.txt"])) == (name, [name])


def test_texts_without_a_file_have_ids_of_their_own():
    text = f"Talks to Resume in Vellmark, Officials Say\n\n{BODY}"
    assert re.fullmatch("talks-to-resume-in-vellmark-[0-9a-f]{8}", document(text).id)
    assert document(text).id == articles.pasted(text).id != document(text + "\n").id
    assert re.fullmatch("talks-[0-9a-f]{8}", articles.uploaded("talks.txt", text.encode()).id)
    assert document(text, id="mine").id == "mine"


def test_a_long_name_may_have_no_room_for_notes(tmp_path):
    path = tmp_path / ("x" * 251 + ".txt")
    path.write_text(BODY, encoding="utf-8")
    assert read(path).text == BODY


def page_of_links(count):
    links = "".join(f'<li><a href="/{n}">Story number {n} about the talks in Vellmark</a></li>' for n in range(count))
    return f"<html><head><title>All stories</title></head><body><ul>{links}</ul></body></html>"


@pytest.mark.parametrize("count", [100, 20_000])
def test_a_page_of_links_is_refused_before_it_costs_anything(tmp_path, count):
    path = tmp_path / "a.html"
    path.write_text(page_of_links(count), encoding="utf-8")
    with pytest.raises(ArticleError, match="a list of links; open one of them"):
        read(path)


def test_missing_file_and_missing_name(tmp_path):
    with pytest.raises(ArticleError, match="No such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="there are: "):
        articles.named("none")


def test_names_are_those_of_the_folder():
    assert "us-offers-russia-assurance-on-missiles" in articles.names()
    assert Path(knowledge.data_folder() / "articles").is_dir()


@pytest.mark.parametrize("line", ["By " + "A" * 150, "By " + "A " * 75, "A" * 158, "A. " * 50, "read " * 30, "1" * 158])
def test_no_pattern_takes_long(line):
    begin = time.process_time()
    parts_in(f"{line}\n\n{BODY}\n\n{line}")
    assert time.process_time() - begin < 2  # a hundredth of it; a pattern that backtracks takes hours
