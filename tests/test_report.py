import base64
import gzip
import hashlib
import json
import re

import pytest

from analysis import articles, charts, knowledge, payload, report
from analysis.annotate import annotate
from tests import samples

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028<!--"


@pytest.fixture(scope="module")
def page():
    return report.html(samples.sample(), samples.CODEBOOK)


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


def test_without_javascript_there_are_the_article_and_a_table(page):
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<tr>") == 9
    assert "Talks went on into the night." in main


def test_hostile_words_stay_words():
    page = report.html(samples.hostile(HOSTILE), samples.CODEBOOK)
    assert "<img" not in page
    assert page.count("</script>") == 3
    assert 'href="javascript' not in page
    assert json.loads(script(page, 'type="application/json"'))["article"]["outlet"] == HOSTILE


def test_the_seed_report_is_small_enough_to_send(tmp_path):
    doc = annotate(articles.named("us-offers-russia-assurance-on-missiles"))
    path = report.write(doc, tmp_path / "new" / "out.html", knowledge.codebook())
    assert path == tmp_path / "new" / "out.html"
    assert path.stat().st_size <= 2_500_000
    assert path.read_bytes() == report.html(doc, knowledge.codebook()).encode()
    assert [p.name for p in path.parent.iterdir()] == ["out.html"]


def test_a_report_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "out.html"
    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(payload, "view", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report.write(samples.sample(), path, samples.CODEBOOK)
    assert [p.name for p in tmp_path.iterdir()] == ["out.html"]
    assert path.read_text(encoding="utf-8") == "before"


def test_a_lone_surrogate_does_not_stop_the_report(tmp_path):
    from dataclasses import replace

    doc = replace(samples.silent(), text="\ud83d rain", parts=())
    assert report.write(doc, tmp_path / "x.html", samples.CODEBOOK).exists()


@pytest.mark.parametrize(
    ("id", "name"), [("a-b.c", "a-b.c.html"), ("../../etc/x y", "etc-x-y.html"), ("", "article.html")]
)
def test_a_report_belongs_into_reports(id, name):
    from dataclasses import replace

    place = report.place(replace(samples.silent(), id=id))
    assert (place.name, place.parent.name) == (name, "reports")
