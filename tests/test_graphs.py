"""Networks of actors and what they speak on, as GraphML and GEXF."""

import io
import math
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import graphs, networks, tables
from analysis.model import POSITIONS
from tests import samples
from tests.strategies import documents

GEXF = "{http://gexf.net/1.3}"
ML = "{http://graphml.graphdrawing.org/xmlns}"
# What the schema of GEXF 1.3 allows, as far as it is used: the attributes and the children of each element, in order.
ALLOWED = {
    "gexf": ({"version"}, ["meta", "graph"]),
    "meta": (set(), ["creator"]),
    "creator": (set(), []),
    "graph": (
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation"},
        ["attributes", "nodes", "edges"],
    ),
    "attributes": ({"class", "mode"}, ["attribute"]),
    "attribute": ({"id", "title", "type"}, []),
    "nodes": (set(), ["node"]),
    "edges": (set(), ["edge"]),
    "node": ({"id", "label", "start", "end"}, ["attvalues"]),
    "edge": ({"id", "source", "target", "weight", "start", "end"}, ["attvalues"]),
    "attvalues": (set(), ["attvalue"]),
    "attvalue": ({"for", "value"}, []),
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture
def several():
    """Two articles on one matter, of two days, and one that reports nothing."""
    doc = samples.sample()
    later = replace(doc, id="later", published=date(2031, 6, 2))
    return [doc, later, samples.silent()]


def check_gexf(data):
    """The root of a file, after it was held against the rules of GEXF 1.3 and of Gephi."""
    root = ET.fromstring(data)
    assert root.tag == f"{GEXF}gexf" and root.get("version") == "1.3"
    for element in root.iter():
        attributes, children = ALLOWED[element.tag.removeprefix(GEXF)]
        assert set(element.attrib) <= attributes, element.attrib
        order = [children.index(child.tag.removeprefix(GEXF)) for child in element]
        assert order == sorted(order)
    graph = root.find(f"{GEXF}graph")
    types = {}
    for declared in graph.iter(f"{GEXF}attributes"):
        ids = [attribute.get("id") for attribute in declared]
        assert len(set(ids)) == len(ids)
        types[declared.get("class")] = {attribute.get("id"): attribute.get("type") for attribute in declared}
        assert set(types[declared.get("class")].values()) <= {"string", "long", "double"}
    nodes = [node.get("id") for node in graph.iter(f"{GEXF}node")]
    edges = list(graph.iter(f"{GEXF}edge"))
    assert len(set(nodes)) == len(nodes) and len({edge.get("id") for edge in edges}) == len(edges)
    assert all({edge.get("source"), edge.get("target")} <= set(nodes) for edge in edges)
    dated = 0
    for kind in ("node", "edge"):
        for one in graph.iter(f"{GEXF}{kind}"):
            for value in one.iter(f"{GEXF}attvalue"):
                told = types[kind][value.get("for")]
                assert told != "long" or int(value.get("value")) >= 0
                assert told != "double" or math.isfinite(float(value.get("value")))
            days = [one.get("start"), one.get("end")]
            assert days == [None, None] or (all(map(DAY.fullmatch, days)) and days[0] <= days[1])
            dated += days[0] is not None
    assert (graph.get("mode") == "dynamic") == (dated > 0) == (graph.get("timeformat") == "date")
    return root


def check_graphml(data):
    """The root of a file, after it was held against the rules of GraphML and of Gephi: typed keys, nothing nested."""
    root = ET.fromstring(data)
    keys = {key.get("id"): (key.get("for"), key.get("attr.type")) for key in root.iter(f"{ML}key")}
    assert len(keys) == len(list(root.iter(f"{ML}key")))
    assert {kind for _, kind in keys.values()} <= {"string", "long", "double"}
    (graph,) = root.iter(f"{ML}graph")
    nodes = {node.get("id") for node in graph.iter(f"{ML}node")}
    for one in graph:
        of = one.tag.removeprefix(ML)
        assert of in ("node", "edge")
        assert of == "node" or {one.get("source"), one.get("target")} <= nodes
        for value in one:
            assert value.tag == f"{ML}data" and not len(value) and keys[value.get("key")][0] == of
    return root


def alike(graph):
    """A network as it can be compared, whatever names a format has for the days."""
    spelt = {"start": "first", "end": "last"}
    clean = lambda about: {spelt.get(k, k): v for k, v in about.items() if k != "id"}  # noqa: E731
    nodes = {node: clean(about) for node, about in graph.nodes(data=True)}
    return nodes, {tuple(sorted((u, v))): clean(about) for u, v, about in graph.edges(data=True)}


def test_an_edge_counts_the_statements_that_join_an_actor_and_a_topic(several):
    graph = graphs.affiliation(several, labels=samples.CODEBOOK.labels)
    assert graph.nodes["topic:sea"]["label"] == "Law of the sea" and graph.nodes["topic:sea"]["kind"] == "topic"
    frame = tables.statements(*several)
    for actor in ("Estavia", "Vorland"):
        own = frame[frame["actors"].str.split("; ").map(lambda names, actor=actor: actor in names)]
        assert graph.nodes[f"actor:{actor}"]["kind"] == "actor"
        on_any = own[own["topics"] != ""]
        assert graph.nodes[f"actor:{actor}"]["count"] == len(on_any)
        on = own[own["topics"].str.split("; ").map(lambda ids: "sea" in ids)]
        edge = graph.edges[f"actor:{actor}", "topic:sea"]
        assert edge["weight"] == len(on) == edge["statements"].count("/")
        assert set(edge["statements"].split("; ")) == {
            f"{a}/{k}" for a, k in zip(on["article"], on["key"], strict=True)
        }
        assert {side: edge[side] for side in POSITIONS} == {side: (on["position"] == side).sum() for side in POSITIONS}
        assert (edge["first"], edge["last"]) == ("2031-05-04", "2031-06-02")


def test_an_edge_to_an_issue_has_the_position_toward_the_issue(several):
    turned = replace(several[0], issue_codes=tuple(replace(c, position="oppose") for c in several[0].issue_codes))
    graph = graphs.affiliation([turned], by="issues")
    edge = graph.edges["actor:Estavia", "issue:the treaty"]
    assert edge["oppose"] == edge["weight"] == 2 and not edge["support"] and not edge["conditional"]
    both = graphs.affiliation(several, by="issues").edges["actor:Estavia", "issue:the treaty"]
    assert both["weight"] == 4 and both["support"] == 2 and both["conditional"] == 2  # one issue in two articles


def test_whoever_speaks_for_nobody_and_what_is_on_nothing_join_nothing():
    doc = samples.sample()
    assert graphs.affiliation([doc]).nodes and "A senior diplomat" not in str(graphs.affiliation([doc]).nodes)
    assert not graphs.affiliation([replace(doc, topic_codes=())]).nodes
    assert not graphs.affiliation([replace(doc, speakers=())]).nodes
    assert not graphs.affiliation([samples.silent()]).nodes
    check_gexf(graphs.gexf(graphs.affiliation([])))


def test_a_network_without_days_is_static(several):
    undated = [replace(doc, published=None) for doc in several]
    root = check_gexf(graphs.gexf(graphs.affiliation(undated)))
    assert root.find(f"{GEXF}graph").get("mode") == "static"


def test_states_have_their_code():
    graph = graphs.affiliation([samples.annotated("us-offers-russia-assurance-on-missiles")])
    assert graph.nodes["actor:Russia"]["code"] == "RUS"


def test_both_formats_come_back_as_they_were(several):
    for by in ("topics", "issues"):
        graph = graphs.affiliation(several, by=by)
        check_gexf(graphs.gexf(graph))
        check_graphml(graphs.graphml(graph))
        assert alike(nx.read_gexf(io.BytesIO(graphs.gexf(graph)))) == alike(graph)
        assert alike(nx.read_graphml(io.BytesIO(graphs.graphml(graph)))) == alike(graph)


def test_the_order_of_articles_changes_no_counts(several):
    one, other = (graphs.affiliation(docs) for docs in (several, several[::-1]))
    counts = lambda graph: [(e, graph.edges[e]["weight"]) for e in graph.edges]  # noqa: E731
    assert list(one.nodes(data=True)) == list(other.nodes(data=True)) and counts(one) == counts(other)
    assert graphs.gexf(one) == graphs.gexf(graphs.affiliation(several))
    assert graphs.graphml(one) == graphs.graphml(graphs.affiliation(several))


@settings(max_examples=100, deadline=None)
@given(st.lists(documents(), max_size=2), st.sampled_from(["topics", "issues"]))
def test_any_document_can_be_written(docs, by):
    graph = graphs.affiliation(docs, by=by)
    check_gexf(graphs.gexf(graph))
    check_graphml(graphs.graphml(graph))
    assert alike(nx.read_gexf(io.BytesIO(graphs.gexf(graph)))) == alike(graph)
    assert set(nx.read_graphml(io.BytesIO(graphs.graphml(graph)))) == set(graph)


def test_what_xml_forbids_is_left_out():
    doc = samples.hostile("\x00\x0b <x> & \ud800")
    for by in ("topics", "issues"):
        root = check_gexf(graphs.gexf(graphs.affiliation([doc], by=by)))
        check_graphml(graphs.graphml(graphs.affiliation([doc], by=by)))
    assert "issue:the treaty <x> &" in {node.get("id") for node in root.iter(f"{GEXF}node")}


HOWS = (
    {"duplicates": "include"},
    {"mode": "one-mode", "aggregation": "subtract"},
    {"mode": "one-mode", "aggregation": "congruence", "norm": "cosine"},
)


@pytest.mark.parametrize("how", HOWS)
def test_any_network_is_written_in_both_formats(several, how):
    frame = networks.statements(several, unsided=True)
    for net in (networks.network(frame, **how), networks.intervals(frame, draws=10, **how)):
        graph = graphs.of_network(net)
        check_gexf(graphs.gexf(graph))
        check_graphml(graphs.graphml(graph))
        assert alike(nx.read_gexf(io.BytesIO(graphs.gexf(graph)))) == alike(graph)
        ties = [tie for tie in net.ties() if tie.value]
        assert ties and graph.number_of_edges() == len(ties)
        tie = ties[0]
        edge = graph.edges[f"actor:{tie.source}", f"{'actor' if net.one_mode else 'issue'}:{tie.target}"]
        assert edge["value"] == tie.value and edge["weight"] == abs(tie.value) > 0
        assert edge["statements"].split("; ") == list(tie.keys) and edge["count"] == len(tie.keys)
        assert (edge["first"], edge["last"]) == ("2031-05-04", "2031-06-02") and ("low" in edge) == (
            net.low is not None
        )
        of = graph.nodes[f"actor:{tie.source}"]
        assert of["kind"] == "actor" and of["count"] >= 1 and of["first"] == "2031-05-04"


def test_an_affiliation_is_the_network_of_the_same_statements(several):
    """The older function and the newer one count alike, where each statement counts."""
    older = graphs.affiliation(several, by="issues")
    frame = networks.statements(several, unsided=True)
    newer = graphs.of_network(networks.network(frame, aggregation="ignore", duplicates="include"))
    assert set(older) == set(newer)
    assert {frozenset(e[:2]): e[2] for e in older.edges(data="weight")} == {
        frozenset(e[:2]): e[2] for e in newer.edges(data="weight")
    }


def test_names_that_xml_cannot_tell_apart_are_two_nodes():
    frame = networks.statements([samples.sample()])
    frame = frame.assign(actor=[f"Velland{chr(at % 2)}" for at in range(len(frame))], issue="x")
    graph = graphs.of_network(networks.network(frame, duplicates="include", aggregation="ignore"))
    assert set(graph) == {"actor:Velland", "actor:Velland (2)", "issue:x"}
    assert sum(weight for *_, weight in graph.edges(data="weight")) == len(frame)
    check_gexf(graphs.gexf(graph))
    words = "\x00\x0b <x> &"
    net = networks.network(networks.statements([samples.hostile(words)], unsided=True))
    check_gexf(graphs.gexf(graphs.of_network(net)))
    check_graphml(graphs.graphml(graphs.of_network(net)))
