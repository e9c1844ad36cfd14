import base64
import gzip
import hashlib
import json
import re
from datetime import date
from importlib import metadata

import pytest

from analysis import charts, knowledge, payload, report
from analysis.selection import Selection, as_json
from tests import samples

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028<!--"


@pytest.fixture(scope="module")
def page():
    return report.html(samples.sample(), samples.known())


def script(page, start):
    return re.search(rf"<script {start}[^>]*>(.*?)</script>", page, re.S)[1]


def test_the_file_holds_all_it_needs(page):
    view = json.loads(script(page, 'type="application/json"'))
    assert view == payload.view(samples.sample(), samples.CODEBOOK)
    bundle = gzip.decompress(base64.b64decode(script(page, 'type="text/plain"')))
    assert bundle.decode() == charts.plotly_source()
    assert not re.findall(r"<(?:link|img|iframe|script)[^>]+(?:src|href)=\"(?!data:)", page)
    assert not re.search(r"@import|url\(", page[: page.index("</style>")])


def test_only_the_scripts_of_the_file_may_run(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules  # what is not named falls back to none
    allowed = rules["script-src"].split()
    for text in (script(page, 'type="module"'), charts.plotly_source()):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert len(allowed) == 2


def test_title_outlet_date_and_method_are_told(page):
    for words in ("Estavia Weighs a Treaty on the Strait", "The Havenmouth Wire", "4 May 2031", "How this was made"):
        assert words in page
    assert "8 statements by 4 speakers" in page
    assert "Who may sail where." in page


def test_the_head_tells_the_topics_of_the_article():
    page = report.html(samples.judged(), samples.known())
    assert "On: Law of the sea; Talks" in page[: page.index("<main")]


def test_without_javascript_there_are_the_article_and_a_table(page):
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<tr") == 9
    assert "Talks went on into the night." in main


def test_every_finding_leads_to_its_evidence(page):
    links = re.findall(r'<a href="#([^"]+)"', page[: page.index("<main")])
    ids = re.findall(r'id="([^"]+)"', page[page.index("<main") : page.index("</main>")])
    assert len(links) >= 3
    assert set(links) <= set(ids)  # without JavaScript they are places in the table, with it filters of the explorer
    assert len(ids) == len(set(ids))


def test_the_note_tells_scores_codebook_and_what_was_left_out(page):
    note = page[page.index("<footer") :]
    for score in knowledge.load().models.scores:
        assert f">{score['score']}</td>" in note and score["date"] in note
    for topic in samples.CODEBOOK.topics:
        assert topic.definition in note
    assert "bylines: 3 words" in note and "1 statement without a source" in note
    assert "1 statement on no diplomatic topic" in note
    assert "about 7 can be expected to have the right words" in note
    assert f"plotly {metadata.version('plotly')}" in note


def test_the_scores_are_those_of_the_card():
    card = (knowledge.MODELS / "CARD.md").read_text(encoding="utf-8")
    for score in knowledge.load().models.scores:
        assert score["score"] in card and score["people"] in card, score
        assert date.fromisoformat(score["date"])


def test_what_is_chosen_travels_with_the_page():
    chosen = as_json(Selection(speakers=("</script>",), positions=("oppose",)))
    page = report.html(samples.sample(), samples.known(), chosen)
    assert json.loads(script(page, 'type="application/json" id="chosen"')) == chosen
    with pytest.raises(ValueError):
        report.html(samples.sample(), samples.known(), {"confidence": float("nan")})


def test_an_article_in_which_nobody_speaks_says_so():
    page = report.html(samples.silent(), samples.known())
    assert "What stands out" not in page
    assert page[: page.index("<script")].count("The article reports no statement") == 2
    assert "No statement was found." in page


def test_hostile_words_stay_words():
    page = report.html(samples.hostile(HOSTILE), samples.known())
    assert "<img" not in page
    assert page.count("</script>") == 4
    assert 'href="javascript' not in page
    assert json.loads(script(page, 'type="application/json"'))["article"]["outlet"] == HOSTILE


def test_the_seed_report_is_small_enough_to_send(tmp_path):
    doc = samples.annotated("us-offers-russia-assurance-on-missiles")
    path = report.write(doc, tmp_path / "new" / "out.html")
    assert path == tmp_path / "new" / "out.html"
    assert path.stat().st_size <= 2_500_000
    assert path.read_bytes() == report.html(doc, knowledge.load()).encode()
    assert [p.name for p in path.parent.iterdir()] == ["out.html"]


def test_a_report_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "out.html"
    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(payload, "view", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report.write(samples.sample(), path, samples.known())
    assert [p.name for p in tmp_path.iterdir()] == ["out.html"]
    assert path.read_text(encoding="utf-8") == "before"


def test_a_lone_surrogate_does_not_stop_the_report(tmp_path):
    from dataclasses import replace

    doc = replace(samples.silent(), text="\ud83d rain", parts=())
    assert report.write(doc, tmp_path / "x.html", samples.known()).exists()


@pytest.mark.parametrize(
    ("id", "name"), [("a-b.c", "a-b.c.html"), ("../../etc/x y", "etc-x-y.html"), ("", "article.html")]
)
def test_a_report_belongs_into_reports(id, name):
    from dataclasses import replace

    doc = replace(samples.silent(), id=id)
    place = report.place(doc)
    assert (place.name, place.parent.name) == (name, "reports")
    assert report.place(doc, "speakers") == place.with_name(name.replace(".html", "-speakers.html"))
    assert report.place(doc, "../x/").parent == place.parent
