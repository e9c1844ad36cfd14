"""REFI-QDA projects: valid, equal on the way back, changes found whatever a tool has done, no harm by hostile files."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis import qdpx, refi
from analysis.model import Document, Resolution, Speaker, Stance, Statement, statement_keys
from analysis.spans import Span
from tests.samples import CODEBOOK, hostile, known, sample, silent
from tests.strategies import documents

CASES = Path(__file__).parent / "cases" / "refi"
ANA, BEN = "Ana", "Ben Özil"
ACTS = known().lexicons.acts


@cache
def schema(name: str):
    return etree.XMLSchema(etree.parse(CASES / name))


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(inner: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in inner.items():
            archive.writestr(name, data)
    return made.getvalue()


def edited(data: bytes, edit) -> bytes:
    """A project after a tool has done something to its XML, a string."""
    inner = files(data)
    before = inner["project.qde"].decode()
    after = edit(before)
    assert before != after
    return packed(inner | {"project.qde": after.encode()})


def without(key: str, doc: Document) -> Document:
    """A document after a coder has rejected a statement."""
    layers = ("resolutions", "acts", "stances", "topic_codes", "issue_codes")
    rest = {name: tuple(x for x in getattr(doc, name) if x.statement != key) for name in layers}
    return replace(doc, statements=tuple(s for s in doc.statements if s.key != key), **rest)


def second() -> Document:
    """The invented article as a second coder has it: one statement gone, one position and one topic other."""
    doc = without(sample().statements[1].key, sample())
    first = doc.stances[0]
    stance = replace(first, position="conditional", lean="-", target="another\nmatter “quoted” \t")
    code = replace(doc.topic_codes[0], topic="fish")
    return replace(doc, stances=(stance, *doc.stances[1:]), topic_codes=(code, *doc.topic_codes[1:]))


def one(text: str, content: str, *, target: str = "", speakers: tuple[Speaker, ...] = ()) -> Document:
    """A document with one statement, opposed, whose content is these words."""
    at = Span(text.index(content), text.index(content) + len(content))
    key = statement_keys(text, [((), (), (at,))])[0]
    stance = Stance(key, target, "oppose", None, (), None, "by hand")
    said = Statement(key, "indirect", (), (), (at,), None, "by hand")
    resolution = Resolution(key, tuple(s.key for s in speakers), "by hand", None)
    return Document(
        "one", text, "One", statements=(said,), stances=(stance,), speakers=speakers, resolutions=(resolution,)
    )


@cache
def both() -> bytes:
    return refi.project({ANA: [sample()], BEN: [second()]}, codebook=CODEBOOK, acts=ACTS)


LAYERS = {ANA: [sample()], BEN: [second()]}


def test_a_project_of_two_coders_is_valid_and_comes_back_equal():
    data = both()
    inner = files(data)
    assert schema("Project.xsd").validate(etree.fromstring(inner["project.qde"])), schema("Project.xsd").error_log
    found = refi.read(data)
    assert [name for _, name in found.users] == [ANA, BEN]
    back = refi.codings(found)
    assert back == {who: {doc.id: refi.codings_of(doc) for doc in docs} for who, docs in LAYERS.items()}
    assert back[ANA] != back[BEN]
    assert refi.changes(data, LAYERS) == ()


def test_rules_of_the_format():
    data = both()
    assert data == both.__wrapped__()
    inner = files(data)
    xml, texts = inner.pop("project.qde"), inner
    assert xml.startswith(b"<?xml") and b"\r" not in xml
    assert all(re.fullmatch(r"sources/[0-9A-F-]{36}\.txt", name) for name in texts)
    assert [text.decode() for text in texts.values()] == [sample().text]
    guids = re.findall(r'\bguid="([^"]*)"', xml.decode())
    assert len(guids) == len(set(guids)) and all(guid == guid.upper() for guid in guids)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in re.findall(r'color="([^"]*)"', xml.decode()))
    told = dict(refi.read(data).sources[0].values)
    doc = sample()
    wanted = (doc.id, doc.outlet, doc.author, doc.published.isoformat(), doc.url)
    assert tuple(told.get(name, "") for name in refi.VARIABLES) == wanted


def test_a_passage_stands_where_its_words_do():
    found = refi.read(both())
    source = found.sources[0]
    words = {source.text[p.start : p.end] for p in source.passages}
    doc = sample()
    assert {doc[span] for s in doc.statements for span in (*s.source, *s.cue, *s.content)} <= words


def test_a_codebook_is_valid_and_tells_definitions():
    data = refi.codebook(CODEBOOK, acts=ACTS)
    root = etree.fromstring(data)
    assert schema("Codebook.xsd").validate(root), schema("Codebook.xsd").error_log
    space = {"q": "urn:QDA-XML:codebook:1.0"}
    names = root.xpath("q:Codes/q:Code/@name", namespaces=space)
    assert names == ["Positions", "Acts", "Topics", "Parts of a statement"]
    sea = root.xpath("//q:Code[@name='Law of the sea']/q:Description/text()", namespaces=space)
    assert sea == ["id: sea\nWho may sail where.\nTerms: strait; bay"]
    assert len(root.xpath("q:Codes/q:Code[@name='Acts']/q:Code", namespaces=space)) == len(ACTS)


@pytest.mark.parametrize("words", ["]]>", "<b>&amp;", "\x00\x0b\ufffe", "\U0001f600", "\r\n", "\r", "\ud800", "\u2028"])
def test_any_words_are_valid_and_come_back(words):
    doc = hostile(words)
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    inner = files(data)
    assert schema("Project.xsd").validate(etree.fromstring(inner["project.qde"]))
    assert all(b"\r" not in part for part in inner.values())
    assert refi.changes(data, {ANA: [doc]}) == ()
    assert [len(refi.codings(refi.read(data))[ANA][doc.id])] == [len(doc.statements)]


@settings(max_examples=60, deadline=None)
@given(documents(), documents())
def test_whatever_the_layers_they_come_back(one, other):
    layers = {ANA: [one], BEN: [replace(other, id=one.id + "b")]}
    data = refi.project(layers, codebook=CODEBOOK)
    assert schema("Project.xsd").validate(etree.fromstring(files(data)["project.qde"]))
    back = refi.codings(refi.read(data))
    for who, docs in layers.items():
        expected = tuple(c for doc in docs for c in refi.codings_of(doc))
        assert tuple(c for some in back.get(who, {}).values() for c in some) == expected
    assert refi.changes(data, layers) == ()


lines = st.text(st.sampled_from("ab \r\n\U0001f600é"), min_size=1, max_size=30)


@given(lines)
@example("a\r\nb")
def test_places_map_there_and_back(text):
    places = qdpx.Places(text)
    written = qdpx.written(text)
    assert "\r" not in written
    pairs = [(a, b) for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    for a, b in pairs:
        (there,) = places.written([Span(a, b)])
        assert 0 <= there.start < there.end <= len(written)
        whole = re.sub("\r\n?", "\n", text[a:b])
        assert there.of(written).strip("\n") == whole.strip("\n")
    fresh = qdpx.Places(text)
    for a in range(len(written)):
        for b in range(a + 1, len(written) + 1):
            start, end = fresh.read(Span(a, b))
            assert qdpx.Places(text).written([Span(start, end)]) == (Span(a, b),)


def test_places_of_an_article_with_crlf_come_back_as_they_were():
    doc = one("The \U0001f600 envoy.\r\n\r\nShe would not\r\nsign it.\r", "would not\r\nsign", target="it")
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    xml = files(data)["project.qde"].decode()
    assert 'startPosition="18" endPosition="32"' in xml
    moved = edited(data, lambda x: x.replace('endPosition="32"', 'endPosition="35"'))
    (change,) = refi.changes(moved, {ANA: [doc]})
    (place,) = change.after["content"]
    assert doc.text[slice(*place)] == "would not\r\nsign it"
    assert (change.article, change.unit, change.coder) == ("one", doc.statements[0].key, ANA)
    assert [change.start, change.end] == place


def code(kind: str, value: str) -> str:
    return qdpx.guid_of("code", kind, value)


def recoded(data: bytes, kind: str, old: str, new: str, times: int = 1) -> bytes:
    """A project in which a code was taken away at one passage and another given."""
    ref = 'CodeRef targetGUID="{}"'
    return edited(data, lambda xml: xml.replace(ref.format(code(kind, old)), ref.format(code(kind, new)), times))


def test_a_position_changed_in_a_tool_comes_back():
    doc = sample()
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    first = next(s for s in doc.stances if s.position == "oppose")
    (change,) = refi.changes(recoded(data, "position", "oppose", "conditional +"), {ANA: [doc]})
    assert (change.unit, change.after, change.coder) == (first.statement, {"position": "conditional", "lean": "+"}, ANA)
    assert refi.changes(recoded(data, "position", "oppose", "conditional +"), [doc]) == (change,)


def test_a_topic_added_and_a_statement_taken_out():
    doc = sample()
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    gone = doc.statements[2].key
    cut = edited(
        data,
        lambda xml: re.sub(
            rf'<PlainTextSelection [^>]*name="\w+ of {gone}".*?</PlainTextSelection>', "", xml, flags=re.S
        ),
    )
    (change,) = refi.changes(cut, {ANA: [doc]})
    assert (change.unit, change.after) == (gone, {"verdict": "reject"})
    content = doc.statements[2].content[0]
    assert change.start == content.start

    def added(xml: str) -> str:
        more = f'<Coding guid="{qdpx.guid_of("x")}"><CodeRef targetGUID="{code("topic", "fish")}"/></Coding>'
        return re.sub(rf'(name="content of {gone}".*?</Description>)', rf"\1{more}", xml, count=1, flags=re.S)

    (change,) = refi.changes(edited(data, added), {ANA: [doc]})
    topics = [c.topic for c in doc.topic_codes if c.statement == gone]
    assert (change.unit, change.after) == (gone, {"topics": [*topics, "fish"]})


def test_a_target_changed_in_the_note_comes_back():
    doc = sample()
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    stance = next(s for s in doc.stances if s.target)
    told = f'target: "{stance.target}"'
    for new in ('target: "the bay"', "target: the bay"):
        (change, *_) = refi.changes(edited(data, lambda xml, new=new: xml.replace(told, new, 1)), [doc])
        assert (change.unit, change.after) == (stance.statement, {"target": "the bay"})


def test_a_colleague_codes_on_what_the_machine_found():
    doc = sample()
    data = refi.project({"machine": [doc]}, codebook=CODEBOOK)
    eva = '<User guid="11111111-2222-3333-4444-555555555555" name="Eva"/></Users>'
    mine = 'creatingUser="{11111111-2222-3333-4444-555555555555}"'

    def judged(xml: str) -> str:
        old = re.search(rf'<Coding ([^>]*)>\s*<CodeRef targetGUID="{code("position", "oppose")}"', xml)
        new = f'<Coding guid="{qdpx.guid_of("y")}" {mine}><CodeRef targetGUID="{code("position", "support")}"'
        return xml.replace(old.group(), new).replace("</Users>", eva)

    stance = next(s for s in doc.stances if s.position == "oppose")
    (change,) = refi.changes(edited(data, judged), {"machine": [doc]})
    assert (change.unit, change.after, change.coder) == (stance.statement, {"position": "support"}, "Eva")


def test_a_new_statement_comes_back_with_its_source():
    text = "Rain fell.\n\nThe envoy of Velland said on Monday that nobody would sign the treaty."
    doc = Document("rain", text, "Rain")
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)

    def passage(words: str, *codes: str) -> str:
        at = text.index(words)
        each = "".join(f'<Coding guid="{qdpx.guid_of(words, c)}"><CodeRef targetGUID="{c}"/></Coding>' for c in codes)
        guid, user = qdpx.guid_of(words), qdpx.guid_of("user", ANA)
        return (
            f'<PlainTextSelection guid="{guid}" creatingUser="{user}" startPosition="{at}" '
            f'endPosition="{at + len(words)}">{each}</PlainTextSelection>'
        )

    made = passage("The envoy of Velland", code("part", "source")) + passage(
        "nobody would sign the treaty", code("topic", "talks"), code("position", "oppose")
    )
    returned = edited(data, lambda xml: re.sub(r"(<TextSource [^>]*>)", rf"\1{made}", xml))
    (change,) = refi.changes(returned, {ANA: [doc]})
    assert (change.unit, change.coder, change.article) == ("", ANA, "rain")
    content, source = change.after["content"], change.after["source"]
    assert [doc.text[slice(*span)] for span in (*content, *source)] == [
        "nobody would sign the treaty",
        "The envoy of Velland",
    ]
    assert (change.after["position"], change.after["topics"]) == ("oppose", ["talks"])


def one_code_each(xml: str) -> str:
    """The XML as MAXQDA writes it: a passage for each code."""

    def split(match: re.Match[str]) -> str:
        head, note, rest = match.groups()
        codings = re.findall(r"<Coding .*?</Coding>", rest, flags=re.S)
        return "".join(f"{head}{note}{coding}</PlainTextSelection>" for coding in codings)

    whole = r"(<PlainTextSelection [^>]*>)\s*(<Description>.*?</Description>)?(.*?)</PlainTextSelection>"
    return re.sub(whole, split, xml, flags=re.S)


def own_guids(xml: str) -> str:
    """The XML of a tool that gives its own GUIDs to passages, codings and sources."""
    numbers = iter(range(10**6))
    fresh = lambda m: f'{m[1]} guid="{next(numbers):08d}-0000-0000-0000-000000000000"'  # noqa: E731
    return re.sub(r'(<(?:PlainTextSelection|Coding|TextSource)) guid="[^"]*"', fresh, xml)


def no_notes(xml: str) -> str:
    return re.sub(r"(<PlainTextSelection [^>]*>)\s*<Description>.*?</Description>", r"\1", xml, flags=re.S)


def reordered(xml: str) -> str:
    """The passages of a source in another order."""
    each = re.findall(r"<PlainTextSelection .*?</PlainTextSelection>", xml, flags=re.S)
    rest = iter(each[::-1])
    return re.sub(r"<PlainTextSelection .*?</PlainTextSelection>", lambda _: next(rest), xml, flags=re.S)


@pytest.mark.parametrize(
    "done",
    [
        (no_notes,),
        (own_guids,),
        (own_guids, no_notes),
        (one_code_each, own_guids),
        (one_code_each, own_guids, no_notes),
        (reordered,),
        (own_guids, no_notes, reordered),
        (lambda xml: xml.replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:project:1:0"),),
        (lambda xml: "\ufeff" + xml,),
    ],
)
def test_what_a_tool_does_to_the_file_is_no_change(done):
    def edit(xml: str) -> str:
        for step in done:
            xml = step(xml)
        return xml

    assert refi.changes(edited(both(), edit), LAYERS) == ()


@pytest.mark.parametrize("done", [(own_guids,), (own_guids, no_notes), (one_code_each, own_guids, no_notes)])
def test_a_change_is_found_after_a_tool_has_written_the_file_anew(done):
    doc = sample()
    data = recoded(refi.project({ANA: [doc]}, codebook=CODEBOOK), "position", "oppose", "neutral")
    for step in done:
        data = edited(data, step)
    stance = next(s for s in doc.stances if s.position == "oppose")
    (change,) = refi.changes(data, {ANA: [doc]})
    assert (change.unit, change.after) == (stance.statement, {"position": "neutral"})


@pytest.mark.parametrize(("crlf", "wide", "last"), [(2, 1, 0), (1, 1, 0), (2, 2, 0), (1, 2, 0), (1, 1, 1), (2, 2, 1)])
@pytest.mark.parametrize("steps", [(), (own_guids, no_notes)])
def test_tools_that_count_otherwise(crlf, wide, last, steps):
    doc = moved_by(sample(), "\U0001f600\n\n")
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    inner = files(data)
    text = doc.text.replace("\n", "\r\n")
    place = lambda at: sum(crlf if c == "\n" else wide if c > "\uffff" else 1 for c in doc.text[:at])  # noqa: E731
    xml = inner.pop("project.qde").decode()
    xml = re.sub(r'startPosition="(\d+)"', lambda m: f'startPosition="{place(int(m[1]))}"', xml)
    xml = re.sub(r'endPosition="(\d+)"', lambda m: f'endPosition="{place(int(m[1]) - last)}"', xml)
    for step in steps:
        xml = step(xml)
    (name,) = inner
    back = packed({"project.qde": xml.encode(), name: b"\xef\xbb\xbf" + text.encode()})
    assert refi.changes(back, {ANA: [doc]}) == ()


def moved_by(doc: Document, words: str) -> Document:
    """The document with words before its text; of its layers those that a project tells."""
    by = len(words)
    go = lambda spans: tuple(Span(s.start + by, s.end + by) for s in spans)  # noqa: E731
    statements = tuple(replace(s, source=go(s.source), cue=go(s.cue), content=go(s.content)) for s in doc.statements)
    stances = tuple(
        replace(
            s,
            evidence=tuple(replace(e, span=go([e.span])[0]) for e in s.evidence),
            target_span=go([s.target_span])[0] if s.target_span else None,
        )
        for s in doc.stances
    )
    return replace(doc, text=words + doc.text, statements=statements, stances=stances, issue_codes=())


def test_only_what_the_file_holds_is_compared():
    data = refi.project({ANA: [sample()]}, codebook=CODEBOOK)
    assert refi.changes(data, {ANA: [sample(), silent()], BEN: [second()]}) == ()
    with pytest.warns(UserWarning, match="1 coded text of this .qdpx file is none of these articles, and left out"):
        assert refi.changes(data, [silent()]) == ()


def test_words_that_another_coder_had_added_are_not_theirs_in_a_file_without_them():
    """Eva codes the words of Ben's statement in a file of the machine's layer: nothing of Ben's is taken out."""
    doc = sample()
    first, second = doc.statements[:2]
    data = refi.project({"machine": [replace(doc, statements=(first,))]}, codebook=CODEBOOK)
    span = second.content[0]
    eva = '<User guid="11111111-2222-3333-4444-555555555555" name="Eva"/></Users>'
    mine = 'creatingUser="11111111-2222-3333-4444-555555555555"'
    made = (
        f'<PlainTextSelection guid="{qdpx.guid_of("own")}" {mine} startPosition="{span.start}" '
        f'endPosition="{span.end}"><Coding guid="{qdpx.guid_of("c")}" {mine}>'
        f'<CodeRef targetGUID="{code("position", "oppose")}"/></Coding></PlainTextSelection>'
    )
    returned = edited(
        data,
        lambda xml: re.sub(r"(<TextSource [^>]*>)", rf"\1{made}", xml, count=1).replace("</Users>", eva),
    )
    layers = {"machine": [replace(doc, statements=(first,))], BEN: [doc]}
    (change,) = refi.changes(returned, layers)
    assert (change.unit, change.coder, change.after["position"]) == ("", "Eva", "oppose")


def test_speakers_and_their_actors():
    people = tuple(
        Speaker(name.lower(), name, "person", "", actor, "", ())
        for name, actor in (("Torvald", None), ("Marren", "Tellan"), ("Tevik", "Tellan"))
    )
    doc = one("They would not sign.", "would not sign", speakers=people)
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    (coding,) = refi.codings(refi.read(data))[ANA]["one"]
    assert (coding.speakers, coding.actors) == (("Torvald", "Marren", "Tevik"), ("", "Tellan", "Tellan"))
    gone = edited(data, lambda xml: one_code_each(xml))
    gone = edited(
        gone,
        lambda xml: re.sub(
            rf'<Coding [^>]*>\s*<CodeRef targetGUID="{code("speaker", "Marren")}" />\s*</Coding>', "", xml
        ),
    )
    (change,) = refi.changes(gone, {ANA: [doc]})
    assert change.after == {"speakers": ["Torvald", "Tevik"], "actors": ["", "Tellan"]}


def test_errors_are_one_sentence():
    cases = {
        "names": lambda: refi.project({"Ana ": [], "Ana": []}, codebook=CODEBOOK),
        "texts": lambda: refi.project({ANA: [sample()], BEN: [replace(sample(), text="x" * 9999)]}, codebook=CODEBOOK),
        "ids": lambda: refi.project({ANA: [sample(), sample()]}, codebook=CODEBOOK),
        "zip": lambda: refi.read(b"no archive"),
        "empty": lambda: refi.read(packed({"other": b""})),
        "xml": lambda: refi.read(packed({"project.qde": b"<Project>"})),
        "root": lambda: refi.read(packed({"project.qde": b"<CodeBook/>"})),
        "source": lambda: refi.read(packed({"project.qde": files(both())["project.qde"]})),
        "text": lambda: refi.changes(both(), {ANA: [replace(sample(), text=sample().text + "more")]}),
        "place": lambda: refi.read(
            edited(both(), lambda x: re.sub('endPosition="[0-9]+"', 'endPosition="99999"', x, count=1))
        ),
        "number": lambda: refi.read(
            edited(both(), lambda x: re.sub('endPosition="[0-9]+"', 'endPosition="-1"', x, count=1))
        ),
        "order": lambda: refi.read(
            edited(both(), lambda x: re.sub('endPosition="[0-9]+"', 'endPosition="0"', x, count=1))
        ),
    }
    for name, case in cases.items():
        with pytest.raises(refi.RefiError) as told:
            case()
        assert re.fullmatch(r".+[.?]", str(told.value)), name


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>
<Project name="&b;"/>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE Project SYSTEM "file:///etc/passwd"><Project name="x"/>"""


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS,
        OUTSIDE,
        b"<a>" * 200 + b"</a>" * 200,
        b'<?xml version="1.0" encoding="utf-7"?><Project/>',
        b'<?xml version="1.0" encoding="big5"?><Project/>',
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_hostile_xml_is_refused(xml):
    with pytest.raises(refi.RefiError):
        refi.read(packed({"project.qde": xml}))


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(qdpx, "MOST_XML", 10_000_000)
    with pytest.raises(refi.RefiError, match="larger"):
        refi.read(packed({"project.qde": b" " * 20_000_000}))
    monkeypatch.setattr(qdpx, "MOST_ELEMENTS", 1000)
    with pytest.raises(refi.RefiError, match="more codings"):
        refi.read(packed({"project.qde": b"<Project>" + b"<a/>" * 1001 + b"</Project>"}))


@pytest.mark.parametrize(
    "path", ["internal://../../etc/passwd", "internal:///etc/passwd", "relative://x.txt", "/etc/passwd", ""]
)
def test_no_file_outside_the_archive_is_read(path):
    data = edited(both(), lambda xml: re.sub('plainTextPath="[^"]*"', f'plainTextPath="{path}"', xml))
    with pytest.raises(refi.RefiError, match="not in the project"):
        refi.read(data)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(how):
    with pytest.raises(refi.RefiError):
        refi.read(packed(files(both()), how))


def outcome(data: bytes) -> None:
    try:
        refi.changes(data, LAYERS)
        refi.codings(refi.read(data))
    except refi.RefiError as error:
        assert re.fullmatch(r"[^\n]+[.?]", str(error))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data):
    outcome(data)
    outcome(packed({"project.qde": data}))


edits = st.lists(
    st.tuples(st.integers(0, 10**6), st.binary(min_size=0, max_size=6), st.integers(0, 40)), min_size=1, max_size=4
)


def spoilt(data: bytes, edits) -> bytes:
    for at, new, gone in edits:
        at %= len(data) + 1
        data = data[:at] + new + data[at + gone :]
    return data


@settings(max_examples=100, deadline=None)
@given(edits)
def test_mutated_archives(edits):
    outcome(spoilt(both(), edits))


@settings(max_examples=100, deadline=None)
@given(edits, st.booleans())
def test_mutated_xml(edits, in_codings):
    inner = files(both())
    xml = inner["project.qde"]
    head = xml.index(b"<Sources>") if in_codings else 0
    outcome(packed(inner | {"project.qde": xml[:head] + spoilt(xml[head:], edits)}))


words = st.sampled_from(["", "0", "7", "-3", "999999999", "1e3", "{}", "²", "Ana", "null", "[]", '"\\ud800"', "id: x"])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), words)
def test_mutated_values(number, word):
    inner = files(both())
    xml = inner["project.qde"].decode()
    values = list(re.finditer(r'="([^"]*)"|: ([^\n<]+)', xml))
    match = values[number % len(values)]
    group = 1 if match.group(1) is not None else 2
    assume(match.start() > 40)
    outcome(
        packed(
            inner
            | {
                "project.qde": (
                    xml[: match.start(group)] + word.replace('"', "&quot;") + xml[match.end(group) :]
                ).encode()
            }
        )
    )


def test_a_copy_of_a_text_is_no_second_article():
    def copied(xml: str) -> str:
        source = re.search(r"<TextSource .*?</TextSource>", xml, flags=re.S).group()
        copy = re.sub(r"<PlainTextSelection .*?</PlainTextSelection>", "", source, flags=re.S)
        return xml.replace(source, re.sub(r' guid="[^"]*"', f' guid="{qdpx.guid_of("copy")}"', copy, count=1) + source)

    assert refi.changes(edited(both(), copied), LAYERS) == ()


def test_moved_borders_are_found_without_guid_and_note():
    doc = sample()
    data = refi.project({ANA: [doc]}, codebook=CODEBOOK)
    said = doc.statements[0]
    start, end = said.content[0]
    ends = f'startPosition="{start}" endPosition="{end}"'
    for step in (
        own_guids,
        no_notes,
        lambda xml: xml.replace(ends, f'startPosition="{start}" endPosition="{end - 3}"'),
    ):
        data = edited(data, step)
    (change,) = refi.changes(data, {ANA: [doc]})
    assert change.unit == said.key
    assert change.after["content"][0] == [start, end - 3]
    assert change.after.keys() == {"content"}
