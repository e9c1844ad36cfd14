import datetime as dt
import shutil
import time
from dataclasses import replace

import ipywidgets
import pytest

from analysis import articles, choices, codebooks, knowledge, markup
from tests import samples

TEXT = "Talks Resume in Halven\n\nThe minister of Velland said that the talks would resume on Monday in the capital."


def uploaded(name, content):
    """What the browser sends for one file."""
    file = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    return (file | {"last_modified": dt.datetime.now(dt.UTC)},)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of articles of its own, and a file of its own for what was read last."""
    home = tmp_path / "data" / "articles"
    shutil.copytree(articles.folder(), home)
    monkeypatch.setattr(articles, "folder", lambda: home)
    monkeypatch.setattr(choices, "last_file", lambda: tmp_path / ".jupyterlab" / "last-article")
    return home


@pytest.fixture
def chooser():
    return choices.ArticleChooser(samples.known())


def test_the_menu_shows_title_outlet_and_date(chooser):
    labels = {name: label for label, name in chooser.menu.options}
    assert labels["winter-calendar-of-the-port-of-sarn"] == (
        "Winter Calendar of the Port of Sarn · Straits Press · 2 March 2031"
    )
    assert list(labels) == articles.names()


def test_the_latest_choice_counts_and_can_be_undone(chooser):
    names = articles.names()
    first = articles.named(names[0])
    assert chooser.article == first and chooser.undo.disabled
    assert f"Reading: <strong>{first.title}</strong>, from the menu" in chooser.line.value
    chooser.upload.value = uploaded("talks.txt", TEXT.encode())
    assert chooser.article.id.startswith("talks-") and ", uploaded" in chooser.line.value
    chooser.pasted.value = TEXT.replace("Monday", "Friday")
    assert "Friday" in chooser.article.text
    assert "<strong>Talks Resume in Halven</strong>, pasted" in chooser.line.value
    chooser.menu.value = names[0]  # the article that the menu had before
    assert chooser.article == first and chooser.pasted.value == ""
    chooser.undo.click()
    assert "Friday" in chooser.article.text and chooser.menu.value is None
    chooser.undo.click()
    assert "Monday" in chooser.article.text
    chooser.undo.click()
    assert chooser.article == first and chooser.menu.value == names[0] and chooser.undo.disabled


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("a.docx", b"PK", "a.docx: "), ("../a.txt", b" ", "a.txt: "), ("<img src=x>.txt", b" ", "&lt;img src=x&gt;.txt")],
)
def test_what_cannot_be_read_is_told_by_its_name(chooser, name, content, why):
    chooser.upload.value = uploaded(name, content)
    assert f'<p role="alert">{why}' in chooser.told.value
    assert chooser.article.id == articles.names()[0]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Les ministres ont dit que les discussions reprendraient lundi prochain. " * 5, "French"),
        ("The talks went on. " * 280_000, "over 5 MB"),
    ],
    ids=["another language", "too long"],
)
def test_a_paste_that_cannot_be_read_is_told_and_stays_to_be_mended(chooser, words, why):
    chooser.pasted.value = words
    assert why in chooser.told.value and chooser.pasted.value == words
    assert chooser.article.id == articles.names()[0]
    chooser.pasted.value = TEXT
    assert chooser.told.value == "" and chooser.article.title == "Talks Resume in Halven"


def test_an_article_that_is_gone_is_told_and_the_choice_stays(chooser, folder):
    (folder / f"{articles.names()[-1]}.txt").unlink()
    before = chooser.article
    chooser.menu.value = chooser.menu.options[-1][1]
    assert "No article is called" in chooser.told.value
    assert chooser.article == before and chooser.menu.value == before.id


def test_half_a_surrogate_pair_that_was_pasted_is_no_reason_to_fail(chooser):
    chooser.pasted.value = TEXT + " \ud83d"
    assert "Velland" in chooser.article.text


def test_a_folder_without_articles_waits_for_one(folder):
    for path in folder.iterdir():
        path.unlink()
    chooser = choices.ArticleChooser(samples.known())
    assert chooser.article is None and chooser.reading.disabled
    chooser.read()
    chooser.pasted.value = TEXT
    assert chooser.article.title == "Talks Resume in Halven" and not chooser.reading.disabled


def test_an_article_that_cannot_be_read_is_in_the_menu_by_its_name(folder):
    (folder / "aaa.txt").write_bytes(b"\x00\x01" * 50)
    chooser = choices.ArticleChooser(samples.known())
    assert chooser.menu.options[0] == ("aaa", "aaa")
    assert chooser.article.id == articles.names()[1]


def test_a_pasted_article_is_saved_with_what_is_told_of_it(chooser, folder):
    chooser.pasted.value = TEXT
    chooser.save.click()
    form = chooser.form
    assert form.fields["title"].value == "Talks Resume in Halven" and form in chooser.children
    form.fields["outlet"].value = 'The "Straits" Press\\'
    form.fields["published"].value = dt.date(2031, 3, 2)
    form.fields["url"].value = "https://example.org/talks"
    form.children[-1].click()
    assert (folder / "talks-resume-in-halven.txt").read_text(encoding="utf-8") == TEXT
    saved = articles.named("talks-resume-in-halven")
    assert (saved.outlet, saved.published) == ('The "Straits" Press\\', dt.date(2031, 3, 2))
    assert saved.url == "https://example.org/talks"
    assert chooser.menu.value == "talks-resume-in-halven" and chooser.article == saved
    assert "Saved: talks-resume-in-halven.txt" in chooser.told.value and form not in chooser.children


def test_what_is_saved_overwrites_nothing(folder):
    about = {"title": "Talks Resume in Halven", "outlet": "", "published": None}
    assert articles.added(b"one", ".txt", **about).name == "talks-resume-in-halven.txt"
    assert articles.added(b"two", ".md", **about).name == "talks-resume-in-halven-2.md"
    (folder / "talks-resume-in-halven-3.toml").write_text("", encoding="utf-8")
    assert articles.added(b"three", ".txt", **about).name == "talks-resume-in-halven-4.txt"
    assert (folder / "talks-resume-in-halven.txt").read_bytes() == b"one"
    assert articles.added(b"four", ".txt", title="会谈").name == "article.txt"
    assert len(articles.added(b"five", ".txt", title="so " * 200).stem) <= articles.LONGEST


def test_where_nothing_can_be_saved_it_is_told(chooser, monkeypatch):
    chooser.pasted.value = TEXT
    chooser.save.click()
    monkeypatch.setattr(articles, "saved", lambda *_: (_ for _ in ()).throw(PermissionError("no room")))
    chooser.form.children[-1].click()
    assert "could not be saved: no room" in chooser.told.value


def test_what_follows_is_drawn_again_after_each_reading(chooser, monkeypatch):
    monkeypatch.setattr(choices, "annotate", lambda article, known: article)
    shown = choices.following(chooser, markup.head, {})
    widget = choices.following(chooser, lambda doc: ipywidgets.HTML(doc.title))
    assert shown.shown is None and shown.outputs == ()
    chooser.read()
    first = widget.shown
    assert f"<h1>{chooser.article.title}</h1>" in shown.outputs[0]["data"]["text/html"]
    assert "text/html" in shown._repr_mimebundle_()
    chooser.pasted.value = TEXT
    assert "Halven" not in shown.outputs[0]["data"]["text/html"]  # not before it was read
    chooser.reading.click()
    (output,) = shown.outputs
    assert "<h1>Talks Resume in Halven</h1>" in output["data"]["text/html"]
    assert first.comm is None and widget.shown.value == "Talks Resume in Halven"
    late = choices.following(chooser, lambda doc: doc.title)
    assert late.shown == "Talks Resume in Halven"


def test_without_a_kernel_a_line_says_how_to_go_on(chooser, editor):
    for widget, words in ((chooser, "To choose an article"), (editor, "To change the codebook")):
        bundle = widget._repr_mimebundle_()
        assert words in bundle["text/html"] and "application/vnd.jupyter.widget-view+json" in bundle


def test_what_cannot_be_shown_is_told_in_a_sentence(chooser, monkeypatch):
    monkeypatch.setattr(choices, "annotate", lambda article, known: article)

    def refuses(doc):
        raise PermissionError("<i>no room")

    output = choices.following(chooser, refuses)
    chooser.read()
    assert "&lt;i&gt;no room" in output.outputs[0]["data"]["text/html"]


def test_the_article_read_last_opens_the_other_notebooks(chooser, monkeypatch):
    monkeypatch.setattr(choices, "annotate", lambda article, known: article)
    assert choices.last_read() == ""
    chooser.menu.value = articles.names()[-1]
    chooser.read()
    assert choices.last_read() == articles.names()[-1]
    known = samples.known()
    assert choices.ArticleChooser(known, last=True).article.id == articles.names()[-1]
    assert choices.ArticleChooser(known).article.id == articles.names()[0]
    for broken in (b"gone", b"\xff\xfe\x00", b"../../etc/passwd", b""):
        choices.last_file().write_bytes(broken)
        assert choices.ArticleChooser(known, last=True).article.id == articles.names()[0]


def test_the_bar_is_gone_where_reading_fails(monkeypatch):
    bar = choices.ReadingBar()
    monkeypatch.setattr(choices, "annotate", lambda article, known: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bar.annotated(articles.document(TEXT), samples.known())
    assert bar.layout.display == "none"


def test_a_changed_term_changes_what_is_coded():
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    editor = choices.TermEditor(doc, knowledge.load())
    assert editor.topic.value == "missile_defense"
    assert editor.terms.value.splitlines() == list(editor.known.codebook["missile_defense"].terms)
    before = choices._on_topic(doc, editor.known.codebook["missile_defense"])
    assert f"{len(before)} statements." in editor.page.value
    editor.topic.value = "civil_nuclear"
    editor.terms.value = "fuel supply\n reprocessing\n\nframework\nstrategic\nframework"
    assert editor.known.codebook["civil_nuclear"].terms == ("fuel supply", "reprocessing", "framework", "strategic")
    after = choices._on_topic(editor.doc, editor.known.codebook["civil_nuclear"])
    assert len(after) > 1
    assert f"1 statement before, {len(after)} now." in editor.page.value
    assert editor.page.value.count('class="card"') == editor.page.value.count('class="cause"') == len(after) - 1
    assert "Now on it: “strategic”" in editor.page.value
    editor.undo.click()
    assert editor.doc == doc and editor.terms.value.splitlines() == list(editor.known.codebook["civil_nuclear"].terms)
    assert editor.undo.disabled and "1 statement." in editor.page.value
    editor.topic.value = "missile_defense"
    editor.terms.value = "zeppelin"
    assert "No longer on it: “" in editor.page.value
    assert editor._first == doc and editor.doc.made_by.knowledge == editor.known.digest != doc.made_by.knowledge


def test_a_notebook_shows_the_chooser_before_it_reads(monkeypatch):
    shown = []
    monkeypatch.setattr(choices, "display", lambda choice: shown.append((choice, choice.doc)))
    choice = choices.chooser(samples.known())
    assert shown == [(choice, None)]
    assert choice.doc.text == choice.article.text and choice.doc.statements
    assert choice.bar.layout.display == "none" and not choice.reading.disabled


def test_the_bar_moves_while_an_article_is_read(monkeypatch):
    bar, seen = choices.ReadingBar(), []
    bar.observe(lambda change: seen.append(change["new"]), "value")
    monkeypatch.setattr(choices, "TICK", 0.01)
    monkeypatch.setattr(choices, "annotate", lambda article, known: time.sleep(0.2) or article)
    bar.annotated(articles.document(TEXT), samples.known())
    assert len(seen) > 2 and seen == sorted(seen)
    assert 0 < seen[-1] < bar.max


def test_a_topic_keeps_at_least_one_term():
    doc, known = samples.sample(), samples.known()
    editor = choices.TermEditor(doc, known)
    editor.terms.value = " \n\n"
    assert "Law of the sea: a topic needs at least one term" in editor.page.value
    assert editor.doc is doc and editor.known is known


BOOK = """# Our own topics.
name = "Seas"

[[topic]] # the first
id = "sea"
label = "Law of the sea"
definition = "Who may sail where."
terms = [
    "strait",  # narrow
    "bay", # wide
    "gulf"
]

[[topic]]
id = "arms"
label = "Arms"
definition = "Ships and what they carry."
terms = ["navy"] # one
"""


@pytest.fixture
def editor(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(BOOK, encoding="utf-8")
    known = replace(samples.known(), codebook=codebooks.load(file))
    return choices.TermEditor(samples.sample(), known, file)


def test_what_was_changed_is_saved_and_nothing_else(editor, tmp_path):
    editor.topic.value = "sea"
    editor.terms.value = "strait\ngulf\nhigh “sea”"
    editor.topic.value = "arms"
    editor.terms.value = 'navy\n"gun"boat*'
    editor.save.click()
    assert "Saved: own.toml" in editor.told.value
    file = tmp_path / "own.toml"
    wanted = BOOK.replace('    "bay", # wide\n    "gulf"\n', '    # wide\n    "gulf", "high “sea”"\n')
    assert file.read_text(encoding="utf-8") == wanted.replace('["navy"]', '["navy", "\\"gun\\"boat*"]')
    assert (tmp_path / "own.toml.bak").read_text(encoding="utf-8") == BOOK
    assert codebooks.load(file).topics == editor.known.codebook.topics


def test_a_new_topic_is_saved_and_taken_back(editor, tmp_path):
    editor.new.click()
    assert editor.form in editor.children
    add = editor.form.children[-1]
    add.click()
    assert "needs a name that no other has, and a term" in editor.told.value
    editor.name.value, editor.first_term.value = "Fish: “cod”", "cod"
    add.click()
    assert editor.topic.value == "fish_cod" and editor.terms.value == "cod" and editor.form not in editor.children
    editor.save.click()
    assert codebooks.load(tmp_path / "own.toml")["fish_cod"].terms == ("cod",)
    editor.undo.click()
    assert "fish_cod" not in dict(editor.topic.options).values()
    editor.save.click()
    assert (tmp_path / "own.toml").read_text(encoding="utf-8").rstrip() == BOOK.rstrip()


def test_what_was_changed_in_the_file_meanwhile_stays(editor, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(BOOK.replace('["navy"]', '["navy", "frigate"]'), encoding="utf-8")
    editor.topic.value = "arms"
    editor.terms.value = "navy\ngun"
    editor.save.click()
    assert codebooks.load(file)["arms"].terms == ("navy", "frigate", "gun")
    assert codebooks.load(file)["sea"].terms == ("strait", "bay", "gulf")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("terms = [", "no valid TOML"),
        (BOOK.replace('terms = ["navy"]', "'terms' = [\"navy\"]"), "cannot be changed from here"),
        (BOOK.replace('definition = "Who', 'unless = ["""\n[[topic]]\n"""]\ndefinition = "Who'), "cannot be changed"),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_changed_is_left_as_it_is(editor, tmp_path, text, why):
    file = tmp_path / "own.toml"
    file.unlink() if text is None else file.write_text(text, encoding="utf-8")
    editor.topic.value = "arms"
    editor.terms.value = "navy\ngun"
    editor.save.click()
    assert why in editor.told.value
    assert text is None or file.read_text(encoding="utf-8") == text


def test_the_shipped_codebook_can_be_changed_in_every_topic():
    file = knowledge.codebook_file()
    text, before = file.read_bytes().decode(), codebooks.load(file)
    topics = tuple(replace(topic, terms=(*topic.terms[1:], "zeppelin")) for topic in before.topics)
    after = replace(before, topics=topics)
    made = codebooks.changed(text, file.name, before, after)
    assert made.count("zeppelin") == len(topics)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in made.splitlines() if line.startswith("#")
    ]
    assert codebooks.changed(text, file.name, before, before) == text


def test_the_bar_goes_over_all_articles(monkeypatch):
    bar, ends = choices.ReadingBar(), []
    monkeypatch.setattr(choices, "annotate", lambda article, known: ends.append(bar.value) or article)
    some = [articles.document(TEXT * n) for n in (1, 40, 1)]
    assert bar.annotated_each(some, samples.known()) == some
    assert ends == sorted(ends) and ends[1] < ends[2] < bar.max
    assert bar.max == choices.LOADING + sum(len(one.text.split()) for one in some) / choices.PACE


def test_a_menu_is_offered_with_its_choice():
    menu = ipywidgets.Dropdown()
    choices.offer(menu, ["one", "two"], "two")
    assert (menu.options, menu.index) == (("one", "two"), 1)
    choices.offer(menu, [], None)
    assert menu.value is None
