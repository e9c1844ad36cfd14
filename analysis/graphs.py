"""Who speaks on what, as a network for Gephi and its like: plain GraphML and GEXF 1.3.

States and organisations on one side, topics or issues on the other; an edge counts the statements that join the two
(`affiliation`). `of_network`: any network of `networks`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

from analysis.coded import CodedStatement, coded_statements
from analysis.keeping import UNFIT
from analysis.model import POSITIONS, Document
from analysis.tables import SEVERAL, day

if TYPE_CHECKING:
    import networkx as nx

    from analysis.networks import Network, Tie

By = Literal["topics", "issues"]
GEXF = "http://gexf.net/1.3"
TYPES = {str: "string", int: "long", float: "double"}  # of a value, in GEXF
OWN = {"label": "label", "weight": "weight", "first": "start", "last": "end"}  # what GEXF has its own names for


@dataclass(slots=True)
class _Tie:
    """What joins an actor to a topic or issue, or meets in one of them: statements by their places and positions."""

    statements: dict[str, str] = field(default_factory=dict)  # from article and key to the position
    days: set[str] = field(default_factory=set)

    def add(self, place: str, position: str, day: str) -> None:
        """Count a statement, once."""
        self.statements.setdefault(place, position)
        if day:
            self.days.add(day)

    def values(self) -> dict[str, Any]:
        """The numbers of statements in each position, with the first and the last day."""
        counts = {one: sum(position == one for position in self.statements.values()) for one in POSITIONS}
        return counts | ({"first": min(self.days), "last": max(self.days)} if self.days else {})


def affiliation(
    docs: Sequence[Document], *, by: By = "topics", labels: Mapping[str, str] | None = None
) -> nx.Graph[str]:
    """The network of actors and what they speak on, a networkx graph of two kinds of nodes.

    A node has kind (actor, topic or issue), label, code (ISO 3166-1 alpha-3 of a state), and the number of its
    statements (count), all and by position. An edge has their number (weight), the same by position, and where they
    are (statements: article/key). first, last: days of publication, left out where none is known.
    Statements without an actor, or without a topic or issue, join nothing. A position is that of the main target; on an
    issue, that toward the issue. Issues of one name are one, in whatever article. labels: of the topics.
    """
    import networkx as nx

    nodes: dict[str, tuple[dict[str, Any], _Tie]] = {}
    edges: dict[tuple[str, str], _Tie] = {}
    for doc in docs:
        for one in coded_statements(doc):
            place, when = _clean(f"{doc.id}/{one.key}"), day(doc)
            for thing, label, position in _things(doc, one, by, labels or {}):
                for actor, code in _actors(one):
                    node = nodes.setdefault(f"actor:{actor}", ({"kind": "actor", "label": actor, "code": ""}, _Tie()))
                    node[0]["code"] = node[0]["code"] or code
                    node[1].add(place, one.position, when)
                    other = {"kind": by.removesuffix("s"), "label": label, "code": ""}
                    nodes.setdefault(thing, (other, _Tie()))[1].add(place, position, when)
                    edges.setdefault((f"actor:{actor}", thing), _Tie()).add(place, position, when)
    graph = nx.Graph()
    for name, (about, tie) in sorted(nodes.items()):
        graph.add_node(name, **about, count=len(tie.statements), **tie.values())
    for ends, tie in sorted(edges.items()):
        where = SEVERAL.join(tie.statements)
        graph.add_edge(*ends, weight=float(len(tie.statements)), statements=where, **tie.values())
    return graph


def _things(doc: Document, one: CodedStatement, by: By, labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The nodes of the topics or issues of a statement, with their labels and its position."""
    if by == "topics":
        found = ((code.topic, labels.get(code.topic, code.topic), one.position) for code in one.topics)
    else:
        found = ((name, name, code.position) for code in one.issues if (name := doc.issue_names.get(code.issue, "")))
    for id, label, position in found:
        if _clean(id):
            yield f"{by.removesuffix('s')}:{_clean(id)}", _clean(label), position


def _actors(one: CodedStatement) -> Iterable[tuple[str, str]]:
    """The actors of a statement, each once, with their codes."""
    found = {_clean(s.actor): _clean(s.code) for s in one.speakers if s.actor}
    return [(name, code) for name, code in found.items() if name]


def _clean(words: str) -> str:
    """Words on one line, without characters that XML forbids."""
    return " ".join(UNFIT.sub("", words).split())


def of_network(net: Network) -> nx.Graph[str]:
    """A network of `networks` as a networkx graph, which `graphml` and `gexf` write.

    A node has kind (the column of the statements that it comes from), label, and the number of its statements (count).
    An edge has value, that of the cell, weight, the same without its sign (a layout can do nothing with what is below
    zero), sign, the number of its statements (count), where they are (statements: article/key), and low and high where
    there is an interval. first, last: days of publication, left out where none is known. A cell of 0 is no edge.
    """
    import networkx as nx

    graph = nx.Graph()
    kinds = (net.settings.rows, net.settings.rows if net.one_mode else net.settings.columns)
    rows = _node_ids(kinds[0], net.rows, ())
    columns = rows if net.one_mode else _node_ids(kinds[1], net.columns, rows.values())
    sides = ((kinds[0], rows, False),) if net.one_mode else ((kinds[0], rows, False), (kinds[1], columns, True))
    for kind, ids, column in sides:
        for name, id in ids.items():
            about = {"kind": _clean(kind), "label": _clean(name), "count": net.count_of(name, column=column)}
            graph.add_node(id, **about, **_ends(*net.days_of(name, column=column)))
    for tie in net.ties():
        if abs(tie.value) > 0:  # neither 0 nor NaN
            graph.add_edge(rows[tie.source], columns[tie.target], **_tied(tie))
    return graph


def _node_ids(kind: str, names: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """An id for each name; two that XML cannot tell apart have a number."""
    taken, found = set(others), {}
    for name in names:
        id = first = f"{_clean(kind)}:{_clean(name)}"
        number = 1
        while id in taken:
            number += 1
            id = f"{first} ({number})"
        taken.add(id)
        found[name] = id
    return found


def _tied(tie: Tie) -> dict[str, Any]:
    """What an edge has."""
    about: dict[str, Any] = {"weight": abs(tie.value), "value": tie.value, "sign": "-" if tie.value < 0 else "+"}
    about |= {"count": len(tie.keys), "statements": SEVERAL.join(_clean(key) for key in tie.keys)}
    if tie.low is not None and tie.high is not None:
        about |= {"low": tie.low, "high": tie.high}
    return about | _ends(tie.first, tie.last)


def _ends(first: str, last: str) -> dict[str, str]:
    return {"first": first, "last": last} if first else {}


def graphml(graph: nx.Graph[str]) -> bytes:
    """A network as plain GraphML: its keys have types and nothing is nested, as Gephi wants it."""
    from networkx import write_graphml_xml

    file = io.BytesIO()
    write_graphml_xml(graph, file)
    return file.getvalue()


def gexf(graph: nx.Graph[str]) -> bytes:
    """A network as GEXF 1.3, each node and edge with the days on which it is there, for Gephi's timeline.

    Not networkx's own, which tells when it was written and has what the schema does not know.
    """
    root = ET.Element("gexf", {"xmlns": GEXF, "version": "1.3"})
    ET.SubElement(ET.SubElement(root, "meta"), "creator").text = "Demarche"
    dated = any("first" in about for _, about in graph.nodes(data=True))
    time = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"} if dated else {"mode": "static"}
    inside = ET.SubElement(root, "graph", {"defaultedgetype": "undirected", "idtype": "string"} | time)
    nodes = [about for _, about in graph.nodes(data=True)]
    edges = [about for *_, about in graph.edges(data=True)]
    keys = {name: _attributes(inside, name, all) for name, all in (("node", nodes), ("edge", edges))}
    group = ET.SubElement(inside, "nodes")
    for id, about in graph.nodes(data=True):
        _add(group, "node", {"id": id}, about, keys["node"])
    group = ET.SubElement(inside, "edges")
    for number, (source, target, about) in enumerate(graph.edges(data=True)):
        _add(group, "edge", {"id": str(number), "source": source, "target": target}, about, keys["edge"])
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _attributes(graph: ET.Element, kind: str, values: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of what nodes or edges have, after they were declared with their types."""
    types = {name: TYPES[type(value)] for about in values for name, value in about.items() if name not in OWN}
    declared = ET.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    for name, told in types.items():
        ET.SubElement(declared, "attribute", {"id": name, "title": name, "type": told})
    return list(types)


def _add(group: ET.Element, kind: str, ends: Mapping[str, str], about: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Add a node or edge with what it has."""
    own = {theirs: str(about[name]) for name, theirs in OWN.items() if name in about}
    element = ET.SubElement(group, kind, {**ends, **own})
    values = ET.SubElement(element, "attvalues")
    for name in keys:
        ET.SubElement(values, "attvalue", {"for": name, "value": str(about[name])})
