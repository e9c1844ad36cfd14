"""Networks in the page of a corpus: the numbers of Python, their pictures, and what each mark opens."""

import csv
import io
import itertools
import math
from importlib import util
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from analysis import camps, cubes, networks, periods, results
from tests import camped, corpora
from tests.browser import corpus_page
from tests.test_graphs import check_gexf, check_graphml

TIES = ("saidIn", "networkOf", "windowsOver", "within", "polarizationOf", "leafOrder", "communitiesOf", "behindTie")
TIES += ("shownNetwork", "saidFor", "laidOut", "labelsPlaced")
NORMS = {"one-mode": ("no", "average", "cosine", "jaccard"), "two-mode": ("no", "activity", "prominence")}
KINDS = (
    *(("one-mode", one) for one in ("congruence", "conflict", "subtract")),
    *(("two-mode", one) for one in ("ignore", "subtract")),
)
STATES = (
    {},
    {"once": "article"},
    {"outlets": ["The Strait"], "first": "2021-03-01"},
    {"actors": ["Velland", "Tellan", "Estavia"], "issues": ["the radar", "the sanctions", "fishing quotas"]},
    {"positions": ["support"], "last": "2021-08-31", "once": "outlet"},
)
NETWORK = """([state, how]) => { const net = networkOf(saidIn(view, {...WHOLE, ...state}, how), how);
  return [net.rows, net.columns, net.values, net.statements, net.articles, net.said.counted.filter(Boolean).length]; }"""


@pytest.fixture(scope="session")
def camp_folder(tmp_path_factory):
    """A corpus of two camps, with copies of one article in two outlets."""
    rows = camped.articles(80)
    long = " ".join(f"Berth {n} is kept for ship {3 * n}." for n in range(60))
    said = "Ilka Torvald of Velland said that the radar would find oppose.\n\nOda Brandt of Vorland said that the radar would find support."
    for n, (outlet, day) in enumerate([("The Strait", "2021-02-02"), ("Tellan Courier", "2021-05-02")]):
        rows.append(corpora.row(f"wire-{n}", f"{long} {n}\n\n{said}", outlet=outlet, published=day, title=f"Wire {n}"))
    return camped.made(tmp_path_factory.mktemp("camps") / "c", rows)


@pytest.fixture(scope="session")
def page(bare, camp_folder):
    return bare(camp_folder, *TIES)


def how_of(mode, aggregation, norm="no", nodes="actor", on="issue", duplicates="document"):
    sided = aggregation != "ignore"
    told = {"mode": mode, "aggregation": aggregation, "norm": norm, "nodes": nodes, "on": on, "duplicates": duplicates}
    return told | {"sided": sided}


def said(folder, state, how):
    """The statements that pass, by Python."""
    once, ends = state.get("once", "cluster"), {name: state.get(name, "") for name in ("first", "last")}
    frame = networks.corpus_statements(
        folder, by=f"{how['on']}s", unsided=not how["sided"], once="article", labels=corpora.known().codebook.labels
    )
    where = {"outlet": state["outlets"]} if state.get("outlets") else {}
    frame = frame[frame["document"].isin(cubes.cells(folder).counted(["article"], where, **ends, once=once)["article"])]
    for name, column in (("actors", "actor"), ("issues", "issue")):
        if state.get(name):
            frame = frame[frame[column].isin(state[name])]
    if state.get("positions") == ["support"]:  # a conditional position is none, whatever its lean
        frame = frame[(frame["position"] == 1) & ~frame["key"].isin(conditional(folder))]
    return frame


def by_python(frame, how):
    return networks.network(
        frame,
        rows=how["nodes"],
        columns=how["on"],
        mode=how["mode"],
        aggregation=how["aggregation"],
        norm=how["norm"],
        duplicates=how["duplicates"],
    )


def check(page, folder, state, how):
    rows, columns, values, statements, articles, n = page.evaluate(NETWORK, [state, how])
    frame = said(folder, state, how)
    net = by_python(frame, how)
    assert (rows, columns) == (list(net.rows), list(net.columns))
    assert np.allclose(np.array(values).reshape(net.values.shape), net.values, rtol=0, atol=1e-9)
    assert n == net.n and articles == net.articles
    assert statements == net.statements["key"].nunique()
    return len(rows)


def conditional(folder):
    table = results.table(folder, "statements", columns=["article", "key", "position"])
    table = table[table["position"] == "conditional"]
    return set(table["article"] + "/" + table["key"])


@pytest.mark.parametrize("mode, aggregation", KINDS)
def test_the_page_has_the_networks_of_python(page, camp_folder, mode, aggregation):
    largest = 0
    for state, norm in itertools.product(STATES, NORMS[mode]):
        largest = max(largest, check(page, camp_folder, state, how_of(mode, aggregation, norm)))
    assert largest > 10
    for duplicates in ("include", "month", "range"):
        check(page, camp_folder, {}, how_of(mode, aggregation, NORMS[mode][-1], duplicates=duplicates))
    for nodes, on in (("speaker", "issue"), ("actor", "topic"), ("speaker", "topic")):
        check(page, camp_folder, {}, how_of(mode, aggregation, nodes=nodes, on=on))


@pytest.mark.parametrize("width", [1, 3, 6])
def test_windows_and_polarization_are_those_of_python(page, camp_folder, width):
    how = how_of("one-mode", "subtract", "cosine")
    told = page.evaluate(
        """([how, width]) => windowsOver(view, WHOLE, how, width).map((window) => {
          const found = polarizationOf(view, within(WHOLE, window), how);
          return [window.first, window.last, found.value, found.camps, found.statements, found.articles]; })""",
        [how, width],
    )
    whole = said(camp_folder, {}, how)
    wanted = periods.windows(whole[whole["actor"] != ""], unit="months", width=width)
    ends = [[str(w.first.date()), str(w.last.date())] for w in wanted]
    assert [one[:2] for one in told] == ends and len(ends) == 13 - width
    for first, last, value, sides, _, articles in told:
        frame = said(camp_folder, {"first": first, "last": last}, how)
        found = networks.polarization(frame)
        assert value == pytest.approx(found.value, abs=1e-6) and articles == found.articles
        assert {tuple(sorted(side)) for side in sides} == {tuple(sorted(side)) for side in found.camps}
    assert max(one[2] for one in told) > 0.2


def test_days_that_were_chosen_stay_the_ends_of_a_window(page):
    told = page.evaluate(
        """[within({first: "2021-02-10", last: ""}, {first: "2021-02-01", last: "2021-03-31"}),
          within({first: "", last: "2021-03-05"}, {first: "2021-02-01", last: "2021-03-31"})].map((s) => [s.first, s.last])"""
    )
    assert told == [["2021-02-10", "2021-03-31"], ["2021-02-01", "2021-03-05"]]


def test_rows_are_ordered_as_python_orders_them(page):
    rng = np.random.default_rng(3)
    for n in (0, 1, 2, 5, 17, 40):
        ties = np.triu(rng.integers(-3, 4, (n, n)) * (rng.random((n, n)) < 0.5), 1).astype(float)
        for square, rows in ((True, ties + ties.T), (False, rng.integers(0, 5, (n, 7)).astype(float))):
            order = page.evaluate("([rows, square]) => leafOrder(rows, square)", [rows.tolist(), square])
            assert order == list(camps.leaf_order(rows, square=square) if n else ())


def test_communities_are_as_good_as_pythons(page):
    rng = np.random.default_rng(5)
    for planted in (2, 4):
        side = np.arange(24) % planted
        likely = np.where(side[:, None] == side[None], 0.8, 0.1)
        ties = np.triu((rng.random((24, 24)) < likely) * rng.integers(1, 4, (24, 24)), 1).astype(float)
        ties += ties.T
        group = page.evaluate("(ties) => communitiesOf(ties)", ties.tolist())
        graph = nx.from_numpy_array(ties)
        ours = [set(np.flatnonzero(np.array(group) == one).tolist()) for one in set(group)]
        theirs = [set(one) for one in camps.communities(ties)]
        assert nx.community.modularity(graph, ours) >= nx.community.modularity(graph, theirs) - 0.01
        assert group == page.evaluate("(ties) => communitiesOf(ties)", ties.tolist())
        assert [len(one) for one in ours] == sorted((len(one) for one in ours), reverse=True)
    assert page.evaluate("communitiesOf([[0, -1], [-1, 0]])") == [0, 1]


@pytest.mark.parametrize("mode, aggregation", KINDS)
@pytest.mark.parametrize("duplicates", ["document", "include", "month"])
def test_a_tie_is_what_its_opened_statements_give(page, mode, aggregation, duplicates):
    """The law of keys: a network of the statements that a line or cell opens has that line or cell again."""
    how = how_of(mode, aggregation, duplicates=duplicates)
    off = page.evaluate(
        """(how) => {
          const shown = {...shownNetwork(view, WHOLE, () => {}), net: networkOf(saidIn(view, WHOLE, how), how)};
          const { net } = shown;
          const off = [];
          for (let i = 0; i < net.rows.length; i += 1)
            for (let j = 0; j < net.columns.length; j += 1) {
              const value = net.values[i][j];
              if (!value || (how.mode === "one-mode" && j <= i)) continue;
              const change = behindTie(net, WHOLE, i, j);
              const alone = networkOf(saidIn(view, {...WHOLE, ...change}, how), how);
              const [a, b] = [alone.rows.indexOf(net.rows[i]), alone.columns.indexOf(net.columns[j])];
              const listed_ = new Set(listed(view, WHOLE, change));
              const some = saidFor(net, i, j).map((at) => net.said.nth[at]);
              off.push(Math.abs(alone.values[a][b] - value), some.length && some.every((nth) => listed_.has(nth)) ? 0 : 1);
            }
          return off;
        }""",
        how,
    )
    assert len(off) > 40 and max(off) == 0


def test_a_drawing_is_the_same_each_time_and_holds_its_labels_apart(page):
    made = """() => {
      const edges = Array.from({ length: 60 }, (_, n) => [n % 25, (n * 7 + 3) % 25, (n % 5) / 5]).filter(([a, b]) => a !== b);
      return laidOut(25, edges, { width: 700, height: 420, margin: 50 }); }"""
    places = page.evaluate(made)
    assert places == page.evaluate(made)
    assert all(49 <= p["x"] <= 651 and 49 <= p["y"] <= 371 for p in places)
    assert min(math.dist((a["x"], a["y"]), (b["x"], b["y"])) for a, b in itertools.combinations(places, 2)) > 12
    labels = page.evaluate(
        """(places) => labelsPlaced(places.map((p) => ({...p, radius: 8, label: 90})), {width: 700, height: 420, high: 15})""",
        places,
    )
    found = [label for label in labels if label]
    assert len(found) > 15
    start = {"start": 0, "middle": 45, "end": 90}
    boxes = [(label["x"] - start[label["anchor"]], label["y"]) for label in found]
    assert all(abs(a[0] - b[0]) >= 90 or abs(a[1] - b[1]) >= 15 for a, b in itertools.combinations(boxes, 2))
    for nothing in (0, 1):
        assert len(page.evaluate("(n) => laidOut(n, [], {width: 100, height: 100, margin: 9})", nothing)) == nothing


@pytest.mark.parametrize(
    "node, drawn, anchor",
    [
        ({"x": 200, "y": 100}, {}, "start"),
        ({"x": 200, "y": 100}, {"lines": [[{"x": 200, "y": 100}, {"x": 390, "y": 100}]]}, "end"),
        ({"x": 200, "y": 100}, {"signs": [{"x": 230, "y": 100, "radius": 7}]}, "end"),
        ({"x": 200, "y": 100}, {"lines": [[{"x": 10, "y": 101}, {"x": 390, "y": 99}]]}, "middle"),
        ({"x": 10, "y": 100}, {"lines": [[{"x": 10, "y": 100}, {"x": 390, "y": 100}]]}, "middle"),  # at the edge
    ],
)
def test_a_label_keeps_clear_of_lines_and_signs(page, node, drawn, anchor):
    (label,) = page.evaluate(
        """([node, drawn]) => labelsPlaced([{...node, radius: 8, label: 90}], {width: 400, height: 200, high: 15}, drawn)""",
        [node, drawn],
    )
    assert label["anchor"] == anchor
    left = label["x"] - {"start": 0, "middle": 45, "end": 90}[anchor]
    assert 0 <= left <= 310
    assert anchor != "middle" or label["y"] < 92 or label["y"] > 112  # below or above the line


def test_no_name_is_written_over_a_sign(opened_camps):
    for width in (1280, 390):
        page = opened_camps("#network=show%3Dsides", viewport={"width": width, "height": 844})
        boxes = """(s) => [...document.querySelectorAll(`.network .plot ${s}`)].map((n) => n.getBBox())
          .map(({ x, y, width, height }) => [x, y, x + width, y + height])"""
        names, signs = (page.evaluate(boxes, where) for where in (".labels text", ".sign-on circle"))
        assert len(names) > 3 and len(signs) > 3
        assert not [(a, b) for a in names for b in signs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_a_label_is_cut_before_its_node_stays_without_a_name_and_the_first_has_its_room_first(page):
    """Three beside each other in a strip: there is room for a cut label to the right of the last, or to the left."""
    nodes = [{"x": x, "y": 12, "radius": 10, "label": 90, "shorter": [60, 24]} for x in (60, 30, 90)]
    room = {"width": 130, "height": 26, "high": 15}
    labels = page.evaluate("([nodes, room]) => labelsPlaced(nodes, room)", [nodes, room])
    assert [label and label["cut"] for label in labels] == [None, None, 2]
    apart = [{**node, "x": x} for node, x in zip(nodes, (20, 200, 160), strict=True)]
    labels = page.evaluate("([nodes, room]) => labelsPlaced(nodes, room)", [apart, room | {"width": 320}])
    assert [label and label["cut"] for label in labels] == [0, 0, None]
    beside = [{**node, "x": x} for node, x in zip(nodes, (110, 230, 255), strict=True)]
    labels = page.evaluate("([nodes, room]) => labelsPlaced(nodes, room)", [beside, room | {"width": 400}])
    assert [(label["cut"], label["anchor"]) for label in labels] == [(0, "end"), (0, "end"), (0, "start")]  # gives way


def test_names_go_to_the_largest_first(opened_camps):
    for show, width in itertools.product(("balance", "sides"), (1280, 390)):
        page = opened_camps(f"#network=show%3D{show}", viewport={"width": width, "height": 844})
        titles = page.locator(".network .plot .node title").all_text_contents()
        sizes = {name: int(rest.split(",")[0]) for name, rest in (title.rsplit(": ", 1) for title in titles)}
        names = [name.removesuffix("…") for name in page.locator(".network .plot .labels text").all_text_contents()]
        largest = sorted(sizes, key=sizes.get, reverse=True)[: len(sizes) // 4]
        assert [one for one in largest if not one.startswith(tuple(names))] == []
        if width == 1280:
            assert len(names) == len(sizes)


# ---- the panel


def panel(page):
    found = page.locator("section.network")
    found.locator("button.tie").first.wait_for()
    return found


def choose(page, **choices):
    for name, value in choices.items():
        panel(page).locator(f'select[data-key="network {name}"]').select_option(value)


def saved_by(page, name):
    with page.expect_download() as waiting:
        panel(page).get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.fixture
def opened_camps(open_page, corpus_file, camp_folder):
    def of(address="", **options):
        page = open_page(corpus_file(camp_folder) + address, **options)
        panel(page)
        return page

    return of


def test_a_cell_and_a_line_open_the_sentences_that_made_them(opened_camps, camp_folder):
    page = opened_camps("#network=norm%3Dno")
    net = networks.network(networks.corpus_statements(camp_folder), mode="one-mode")
    pairs = {(tie.source, tie.target): tie for tie in net.ties()}
    cell = page.get_by_role("button", name="Tellan, Velland:").first
    assert cell.text_content().replace("−", "-").replace("+", "") == f"{pairs['Tellan', 'Velland'].value:g}"
    cell.click()
    sheet = page.locator(".sheet")
    assert sheet.locator("h2").text_content().startswith("Tellan and Velland: on one side of")
    page.locator(".sentences li").first.wait_for()
    number = int(sheet.locator(".about").first.text_content().split()[0])
    repeated = net.keys("Tellan", "Velland", repeated=True)
    assert number >= len(repeated) >= len(pairs["Tellan", "Velland"].keys)
    shown = sheet.locator(".sentences li strong").all_text_contents()
    assert len(shown) == min(50, number)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('button.tie')")
    page.locator(".network .wide").first.dispatch_event("click")
    assert " and " in sheet.locator("h2").text_content()
    page.keyboard.press("Escape")
    page.locator(".network .node").first.dispatch_event("click")
    assert sheet.locator(".sentences li").first.is_visible()
    page.keyboard.press("Escape")
    assert page.complaints == []


@pytest.mark.parametrize("address", ["", "#network=show%3Dsides.from%3D2021-02"])
def test_a_node_opens_as_many_statements_as_it_tells(opened_camps, address):
    page = opened_camps(address)
    nodes = page.locator(".network .node")
    sheet = page.locator(".sheet[open] .about")
    for at in range(nodes.count()):
        told = nodes.nth(at).locator("title").text_content().rsplit(": ", 1)[1].split(",")[0]
        nodes.nth(at).dispatch_event("click")
        assert sheet.first.text_content().split(" ")[0] == told
        page.keyboard.press("Escape")
    assert nodes.count() > 3 and page.complaints == []


def test_the_keyboard_goes_from_cell_to_cell(opened_camps):
    page = opened_camps("#network=show%3Dsides")
    stops = page.locator('.network button.tie[tabindex="0"]')
    assert stops.count() == 1
    stops.focus()
    where = "(({ parentElement: td }) => [td.parentElement.rowIndex, td.cellIndex])(document.activeElement)"
    row, column = page.evaluate(where)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(where)[0] > row and page.evaluate(where)[1] == column
    page.keyboard.press("End")
    far = page.evaluate(where)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(where) == far
    page.keyboard.press("Home")
    assert page.evaluate(where)[1] < far[1] and stops.count() == 1
    page.keyboard.press("Enter")
    page.locator(".sentences li").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate(where)[0] == far[0]


def test_the_keyboard_goes_from_node_to_node_and_from_dot_to_dot(opened_camps):
    page = opened_camps()
    for marks in (".plot .node", ".polarization .dot"):
        some = page.locator(f".network {marks}")
        some.nth(1).wait_for()
        assert page.locator(f'.network {marks}[tabindex="0"]').count() == 1
        some.first.focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.dataset.key") == some.nth(1).get_attribute("data-key")
        page.keyboard.press("End")
        page.keyboard.press("Home")
        page.keyboard.press("Enter")
        if "node" in marks:
            number = int(some.first.locator("title").text_content().split(": ")[1].split(",")[0])
            sheet = page.locator("dialog.sheet[open] header .about")
            assert sheet.first.text_content().split(" ")[0] == f"{number}"
            page.keyboard.press("Escape")
            assert page.evaluate("document.activeElement.dataset.key") == some.first.get_attribute("data-key")
        else:
            page.locator(".network .dot[data-here]").wait_for()
            assert "from" in page.url
            assert page.evaluate("document.activeElement.matches('.dot[data-here]')")
    assert page.complaints == []


def test_statements_of_one_month_tell_the_month_once(opened_camps):
    page = opened_camps()
    words = panel(page).locator(".words")
    page.locator(".days input").first.fill("2021-03-01")
    page.locator(".days input").last.fill("2021-03-31")
    words.get_by_text(", March 2021.").wait_for()
    page.locator(".days input").last.fill("2021-04-30")
    words.get_by_text(", March to April 2021.").wait_for()


def test_a_filter_by_article_holds_for_the_network(opened_camps, camp_folder):
    page = opened_camps()
    words = panel(page).locator(".words")
    words.get_by_text(" articles, ").wait_for()
    (article, *_) = cubes.cells(camp_folder).articles["article"]
    page.evaluate("(id) => { location.hash = `articles=${id}`; }", article)
    page.locator(".chip").wait_for()
    words.get_by_text(" in 1 article, ").or_(words.get_by_text("Nothing that passes")).wait_for()


def test_choices_filters_and_windows_are_in_the_address_and_in_words(opened_camps, camp_folder):
    page = opened_camps()
    words = panel(page).locator(".words")
    assert (
        "Said again on the same side in one article, it counts once. Copies of an article count once."
        in words.inner_text()
    )
    assert "divided by how much both say (cosine)" in words.inner_text()
    choose(page, show="agreement", norm="jaccard", once="month", nodes="speaker")
    assert "network=show%3Dagreement.nodes%3Dspeaker.once%3Dmonth.norm%3Djaccard" in page.url
    assert "in one month, it counts once" in words.inner_text() and "(Jaccard)" in words.inner_text()
    choose(page, show="sides")
    assert "norm" not in page.url  # what does not divide a network of two modes does not stay
    page.go_back()
    panel(page).locator('select[data-key="network show"]:has(option[value="agreement"]:checked)').wait_for()
    choose(page, nodes="actor", once="document", show="sides")
    page.get_by_role("button", name="Later", exact=True).click()
    window = periods.windows(networks.corpus_statements(camp_folder))[0]
    net = networks.network(networks.corpus_statements(camp_folder), window=window)
    statements = net.statements["key"].nunique()
    assert panel(page).locator("output").text_content() == f"January to March 2021: {statements} statements"
    assert f"{statements} statements in {net.articles} articles, January to March 2021." in words.inner_text()
    page.get_by_role("slider").press("ArrowRight")
    assert "from%3D2021-02" in page.url and page.evaluate("document.activeElement.type") == "range"
    page.locator(".network .scroll button.tie").first.click()
    page.locator(".sentences li").first.wait_for()
    days = page.locator(".sentences .about").all_text_contents()
    assert days and all(any(month in day for month in ("Feb", "Mar", "Apr")) for day in days)
    page.keyboard.press("Escape")
    assert page.complaints == []


def test_polarization_is_a_line_and_a_table_that_choose_a_window(opened_camps):
    page = opened_camps()
    dots = panel(page).locator(".dot")
    dots.first.wait_for()
    assert dots.count() == 10
    panel(page).locator(".polarization summary").click()
    rows = panel(page).locator(".polarization tbody tr")
    assert rows.count() == 10
    rows.nth(2).get_by_role("button").click()
    assert "from%3D2021-03" in page.url
    panel(page).locator(".dot[data-here]").wait_for()
    assert panel(page).locator(".dot[data-here] title").text_content().startswith("March to May 2021: 0.")


def test_what_is_shown_can_be_saved(opened_camps, camp_folder):
    page = opened_camps()
    frame = networks.corpus_statements(camp_folder)
    net = networks.network(frame, mode="one-mode", norm="cosine")
    rows = list(csv.reader(io.StringIO(saved_by(page, "Table as CSV").decode("utf-8-sig"))))
    assert rows[0][1:] == list(net.columns) and [row[0] for row in rows[1:]] == list(net.rows)
    cells = [[float(cell.removeprefix("'")) for cell in row[1:]] for row in rows[1:]]
    assert np.allclose(cells, net.values)
    ties = [tie for tie in net.ties() if tie.value]
    told = list(csv.DictReader(io.StringIO(saved_by(page, "Ties as CSV").decode("utf-8-sig"))))
    assert [(one["source"], one["target"]) for one in told] == [(tie.source, tie.target) for tie in ties]
    assert [(int(one["statements"]), one["first"], one["last"]) for one in told] == [
        (len(tie.keys), tie.first, tie.last) for tie in ties
    ]
    graph = nx.read_graphml(io.BytesIO(saved_by(page, "GraphML")))
    check_graphml(saved_by(page, "GraphML"))
    root = check_gexf(saved_by(page, "GEXF with days"))
    assert graph.number_of_edges() == len(ties) == len(root.findall(".//{*}edge"))
    label = nx.get_node_attributes(graph, "label")
    weights = {frozenset((label[a], label[b])): about["value"] for a, b, about in graph.edges(data=True)}
    assert weights == {frozenset((tie.source, tie.target)): pytest.approx(tie.value) for tie in ties}
    assert {node: net.count_of(name) for node, name in label.items()} == nx.get_node_attributes(graph, "count")
    choose(page, show="affiliation", on="topic")
    check_gexf(saved_by(page, "GEXF with days"))
    picture = saved_by(page, "Save “ignore” as SVG")
    assert b"<svg" in picture and b"stroke-dasharray" in picture
    assert page.complaints == []


def test_nothing_to_tie_is_said(open_page, corpus_file, corpus_folder, camp_folder):
    page = open_page(corpus_file(camp_folder) + "#positions=neutral")
    page.locator(".network .words", has_text="Nothing that passes the filters makes a network").wait_for()
    assert not page.locator(".network .scroll, .network .plot, .network .files").first.is_visible()
    assert page.complaints == []


def test_hostile_names_stay_words(open_page, corpus_file, tmp_path_factory):
    names = [f"{corpus_page.HOSTILE}{n}" for n in range(4)]
    rows = camped.articles(12, states=names, issues=[f"the {names[0]} <b>issue", "=1+1"], lines=3)
    folder = camped.made(tmp_path_factory.mktemp("hostile") / "c", rows)
    for show in ("balance", "sides"):
        page = open_page(f"{corpus_file(folder)}#network=show%3D{show}")
        assert corpus_page.HOSTILE in panel(page).locator("tbody th").first.text_content()
        assert page.locator("img, .network b:not([data-group])").count() == 0
        check_graphml(saved_by(page, "GraphML"))
        check_gexf(saved_by(page, "GEXF with days"))
        assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_networks(opened_camps, scheme):
    found = util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    for show in ("balance", "affiliation"):
        page = opened_camps(f"#network=show%3D{show}", color_scheme=scheme)
        page.locator(".network .dot").first.wait_for()
        page.locator(".network .polarization summary").click()
        page.evaluate((Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
        told = page.evaluate("axe.run(document.querySelector('.network'))")
        assert [(v["id"], n["html"][:200]) for v in told["violations"] for n in v["nodes"]] == []


def test_a_phone_has_room(opened_camps):
    page = opened_camps(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".network svg").first.bounding_box()["width"] <= 390
    assert page.locator(".network .scroll").first.evaluate("n => n.scrollWidth > n.clientWidth")


@pytest.mark.trial
def test_three_hundred_speakers_are_drawn_in_little_processor_time(open_page, corpus_file, tmp_path_factory):
    states = [f"State {n}" for n in range(300)]
    rows = camped.articles(400, states=states, lines=12)
    folder = camped.made(tmp_path_factory.mktemp("wide") / "c", rows)
    page = open_page(corpus_file(folder))
    panel(page)
    page.locator(".network .dot").first.wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy():
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}["TaskDuration"]

    before = busy()
    choose(page, once="include")
    page.wait_for_timeout(50)
    drawn = busy() - before
    page.wait_for_timeout(1500)
    whole = busy() - before
    print(f"300 who speak: drawn in {drawn:.2f} s, with polarization {whole:.2f} s of processor time")
    assert "Shown are the 40 of " in page.locator(".network .words").inner_text()
    assert drawn < 1.5 and whole < 6
