"""Who held which office when: makes `data/lexicons/offices.tsv`. `python -m training.offices`

Three sources, all facts with dates: the lists of heads of state and of government in CountryInfo (MIT), those of
Wikidata from 2021 on (CC0), and `offices-own.tsv`. CountryInfo tells of a ruler only that he governed; which office its
lists are about is told by `offices-lists.tsv`. Its ministers are left out: which ministry was theirs it does not tell.
"""

from __future__ import annotations

import calendar
import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from analysis.lexicons import country_code, rows, several
from training import gold

ROOT = Path(__file__).resolve().parents[1]
LEXICONS = ROOT / "data" / "lexicons"
BEGIN = "1990"  # who left office before is left out
LAST = "2008-08"  # the month in which CountryInfo's lists of rulers end
COLUMNS = ("person", "spellings", "sex", "actor", "iso", "office", "from", "to", "source", "example")
ONE_HOLDER = ("president", "prime minister", "chancellor", "premier", "king", "emir", "sultan", "governor-general")
NOTES = """\
# Offices: who held which office when, from 1990 on, so that a name without a title leads to the state spoken for.
# Source: CountryInfo (Open Event Data Alliance, 30 January 2014, licence MIT: countryinfo), heads of state and of
#         government in Wikidata (every-politician-scrapers/world-leaders-2021, CC0: wikidata-2021) and own knowledge of
#         early 2025, licence MIT; made by `python -m training.offices`: add rows in training/offices-own.tsv, not here.
# person: plain spelling, the same in all rows of a person | spellings: other spellings, separated by "; "
# sex: f, m, or empty where not known | actor: a name of actors.tsv | iso: of a state, its ISO 3166-1 alpha-3 code
# office: in plain words, as the news of that state says it | from, to: day, month or year, as exact as known;
# to: empty where the source knows of no end (own knowledge: early 2025; wikidata-2021: 2022); 2008-08 where
#         countryinfo, which ends there, knows of none | source: where the row is from
# Someone may hold offices of a state and of a party at once; as an office-holder he speaks for the state.
"""

# What CountryInfo or Wikidata call a state otherwise than actors.tsv does.
CODES = {"MUS": "MRT", "TMP": "TLS"}  # CountryInfo has Mauritania's rulers under the code of Mauritius
COUNTRIES = {
    "Islamic Republic of Afghanistan": "Afghanistan",
    "Cote d'Ivoire": "Ivory Coast",
    "Côte d'Ivoire": "Ivory Coast",
    "Danish Realm": "Denmark",
    "Kingdom of Denmark": "Denmark",
    "Federated States of Micronesia": "Micronesia",
    "Kingdom of the Netherlands": "Netherlands",
    "People's Republic of China": "China",
    "Republic of Austria": "Austria",
    "Republic of China (Taiwan)": "Taiwan",
    "Republic of Ireland": "Ireland",
    "State of Palestine": "Palestine",
    "São Tomé and Príncipe": "Sao Tome and Principe",
    "The Bahamas": "Bahamas",
    "The Gambia": "Gambia",
    "Timor-Leste": "East Timor",
    "United States of America": "United States",
    "Vatican City": "Vatican",
}
# The first that is in the position's name is the office; a position without any of them is left out.
POSITIONS = {
    "pontifical commission": "",
    "co-prince": "",
    "player": "",
    "president of the executive yuan": "premier",
    "supreme leader": "supreme leader",
    "state counsellor": "state counsellor",
    "federal council": "member of the Federal Council",
    "council of ministers of bosnia": "prime minister",
    "chairman of the presidential council": "chairman of the Presidential Council",
    "captain regent": "captain regent",
    "minister of state": "minister of state",
    "chief minister": "chief minister",
    "governor-general": "governor-general",
    "chancellor": "chancellor",
    "premier": "premier",
    "prime minister": "prime minister",
    "taoiseach": "prime minister",
    "president": "president",
    "military leader": "president",
    "sultan": "sultan",
    "emperor": "emperor",
    "emir": "emir",
    "grand duke": "grand duke",
    "prince of": "prince",
    "pope": "pope",
    "king of": "king",
    "druk gyalpo": "king",
    "ngwenyama": "king",
    "yang di-pertuan agong": "king",
    "monarch of": "monarch",
    "monarchy of": "monarch",
}
MONARCHS = {
    "Bahrain": "king",
    "Belgium": "king",
    "Denmark": "queen",
    "Netherlands": "king",
    "Norway": "king",
    "Spain": "king",
    "Sweden": "king",
    "Tonga": "king",
    "Luxembourg": "grand duke",
    "United Kingdom": "monarch",
}
TITLES = re.compile(r"^(?:Sir|Dame|Sheikh|Prince|Lyonpo|Dato' Seri|Datuk Seri|Tuanku)\s+")
SMALL = {"De", "Da", "Do", "Dos", "Das", "Del", "La", "Los", "Van", "Von", "Der", "Y", "Ibn", "Bin", "Ould", "Wa", "Ag"}
LETTERS = str.maketrans("ıłøđŁØĐ", "ilodLOD")  # what Unicode does not take apart into a letter and an accent
FAMILY_FIRST = ("South Korea", "North Korea", "Taiwan")  # and given names joined by a hyphen


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office; start and end are a day, a month or a year, end empty where none is known."""

    person: str
    actor: str
    office: str
    start: str
    end: str
    source: str
    spellings: tuple[str, ...] = ()
    sex: str = ""


def main() -> None:
    """Read the sources, join them, write the lexicon."""
    actors = rows("actors.tsv", (LEXICONS / "actors.tsv").read_bytes())
    codes = state_codes(actors)
    own = own_terms(table("offices-own.tsv"))
    lists = ruler_terms(gold.lines("offices", "Phoenix.Countries.actors.txt.gz"), table("offices-lists.tsv"), codes)
    leaders = leader_terms(wikidata(), set(codes.values()))
    files = plainer((*lists, *leaders), table("offices-names.tsv"))
    names = known_names(files) | known_names(own)
    terms = closed(joined(own, [named(term, names) for term in files]))
    text = lexicon(described(terms), {actor: code for code, actor in codes.items()})
    (LEXICONS / "offices.tsv").write_text(text, encoding="utf-8")


def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this folder."""
    return rows(name, (Path(__file__).parent / name).read_bytes())


def state_codes(actors: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The states of actors.tsv by their ISO codes, those without one left out."""
    states = [(row["actor"], row["iso"] or row["actor"]) for row in actors if row["kind"] == "state"]
    return {country_code(iso): actor for actor, iso in states if iso != "none"}


# Our own rows


def own_terms(table: Iterable[Mapping[str, str]]) -> list[Term]:
    """The terms of offices-own.tsv."""
    found = []
    for row in table:
        term = Term(row["person"], row["actor"], row["office"], row["from"], row["to"], "own knowledge")
        if not term.end or term.end >= BEGIN:
            found.append(replace(term, spellings=tuple(several(row["spellings"])), sex=row["sex"]))
    return found


def known_names(terms: Iterable[Term]) -> dict[tuple[str, str], str]:
    """{(state, letters of a spelling): the spelling that all rows of that person have}."""
    return {(t.actor, letters(name)): t.person for t in terms for name in (t.person, *t.spellings)}


def letters(name: str) -> str:
    """The letters of a name without case, accents and marks: "Süleyman" and "SULEYMAN" are one."""
    plain = name.lower().translate(LETTERS).replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isascii() and c.isalpha())


def plainer(terms: Iterable[Term], table: Iterable[Mapping[str, str]]) -> list[Term]:
    """The terms of the files with the names that offices-names.tsv gives them, without those that it leaves out."""
    others = {(row["actor"], row["name"]): row for row in table}
    found = []
    for term in terms:
        row = others.get((term.actor, term.person), {"person": term.person, "sex": ""})
        spellings = () if row["person"] == term.person else (term.person,)
        if row["person"] != "-":
            found.append(replace(term, person=row["person"], sex=row["sex"] or "m", spellings=spellings))
    return found


def named(term: Term, names: Mapping[tuple[str, str], str]) -> Term:
    """The term under the spelling known for its person; its own spelling is kept among the others if it differs."""
    known = names.get((term.actor, letters(term.person)), term.person)
    return term if known == term.person else replace(term, person=known, spellings=(*term.spellings, term.person))


# CountryInfo: upper-case names, each with spans "[AFGGOV 920628-960927]"; `>` stands before the date of an open span

HEAD = re.compile(r"([^+\s\[#][^\[\t#]*)")
SPAN = re.compile(r"\[([A-Z]{3})([A-Z]*) ?(>)?(\d{6,8})(?:-(\d{6,8}))?\]")
Spell = tuple[str, str]  # first and last day, the last empty where the span is open
Entry = tuple[str, tuple[Spell, ...]]  # name, spells in government


def ruler_terms(lines: Iterable[str], lists: Iterable[Mapping[str, str]], codes: Mapping[str, str]) -> Iterator[Term]:
    """The terms of rulers, with the offices that offices-lists.tsv gives the lists they stand in."""
    found = {code: ruler_lists(entries) for code, entries in ruler_entries(lines).items()}
    for row in lists:
        actor = codes[CODES.get(row["code"], row["code"])]
        others = dict(entry.rsplit("=", 1) for entry in several(row["but"]))
        for name, (start, end) in found[row["code"]][int(row["list"])]:
            office = other_office(others, name, start) or row["office"]
            if office != "-" and (not end or end >= BEGIN):
                yield Term(proper_name(name, actor), actor, office, start, end, "countryinfo")


def other_office(others: Mapping[str, str], name: str, start: str) -> str:
    """The office that `but` gives a name, or a name with the beginning of a date; the more exact first."""
    keys = [key for key in others if key == name or f"{name} {start}".startswith(f"{key}-")]
    return others[max(keys, key=len)] if keys else ""


def ruler_entries(lines: Iterable[str]) -> dict[str, list[Entry]]:
    """{code of a state: its rulers in the order of the file}. A ruler's life before office is dated too (ELI)."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for name, spans in entries(lines):
        if any(role == "ELI" for _, role, *_ in spans):
            for code in dict.fromkeys(code for code, role, *_ in spans if role == "GOV"):
                spells = [(day(a), "" if more else day(b)) for c, r, more, a, b in spans if (c, r) == (code, "GOV")]
                exact = tuple(spell for spell in spells if not of_a_minister(spell))
                if exact:
                    found[code].append((name, exact))
    return found


def entries(lines: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Names with the spans that follow them; other spellings ("+KARZAI_") are passed over."""
    name, spans = "", list[tuple[str, ...]]()
    for line in lines:
        told = line.partition("#")[0].replace("\x1a", "")  # stands where a letter with an accent was lost
        if head := HEAD.match(told):
            if name:
                yield name, spans
            name, spans = head[1].strip("_ "), []
        spans += SPAN.findall(told)
    yield name, spans


def day(digits: str) -> str:
    """920628 and 19920628 -> 1992-06-28."""
    digits = digits if len(digits) == 8 or not digits else ("19" if digits >= "30" else "20") + digits
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:8])))


def of_a_minister(spell: Spell) -> bool:
    """True for whole months from 2003 on: spans from lists of cabinets, which stand beside those of rulers."""
    start, end = spell
    if start < "2003" or not start.endswith("-01"):
        return False
    if not end:
        return True
    year, month, last = (int(part) for part in (*end.split("-"), "0", "0")[:3])
    return 1 <= month <= 12 and last >= calendar.monthrange(year, month)[1] - (month == 2)


def ruler_lists(found: Sequence[Entry]) -> list[list[tuple[str, Spell]]]:
    """The lists of a state: presidents, then prime ministers. A list ends where the first spells go back in time.

    A later spell of somebody belongs to another list where it goes back in time, goes on while the one before does, or
    where somebody else of the same list is in office.
    """
    lists: list[list[tuple[str, Spell]]] = []
    place: list[int] = []
    last = "9"
    for name, spells in found:
        if spells[0][0] < last:
            lists.append([])
        last = spells[0][0]
        lists[-1].append((name, spells[0]))
        place.append(len(lists) - 1)
    for (name, spells), at in zip(found, place, strict=True):
        for before, spell in pairwise(spells):
            lists[list_of(lists, at, name, before, spell)].append((name, spell))
    return [sorted(one, key=lambda item: item[1][0]) for one in lists]


def list_of(lists: Sequence[Sequence[tuple[str, Spell]]], at: int, name: str, before: Spell, spell: Spell) -> int:
    """The list that a later spell belongs to; `at` is where the name first stands."""
    others = [i for i in range(len(lists)) if i != at]
    beside = any(n == name and overlap(spell, s) for n, s in lists[at])
    order = [*others, at] if spell[0] < before[0] or not before[1] or beside else [at, *others]
    free = [i for i in order if not any(n != name and overlap(spell, s) for n, s in lists[i])]
    return (free or order)[0]


def overlap(a: Spell, b: Spell) -> bool:
    """True where two spells share more than a day."""
    return max(a[0], b[0]) < min(a[1] or "9", b[1] or "9")


def proper_name(name: str, actor: str) -> str:
    """MARY_MCALEESE -> Mary McAleese, F._DE_KLERK -> F. de Klerk, BASHAR_AL_ASSAD -> Bashar al-Assad."""
    words = [proper_word(word) for word in re.split(r"[_ ]+", name) if word]
    words = [words[0], *(w.lower() if w in SMALL else w for w in words[1:])]
    text = re.sub(r"\b([Aa]l|[Ee]l) (?=\w)", lambda m: m[1].lower() + "-", " ".join(words))
    text = TITLES.sub("", text)
    if actor in FAMILY_FIRST and len(text.split()) == 3:
        family, first, second = text.split()
        text = f"{family} {first}-{second.lower()}"
    return text[0].upper() + text[1:]


def proper_word(word: str) -> str:
    """MCALEESE -> McAleese, O'NEILL -> O'Neill, II -> II, N'TCHAMA -> N'Tchama, A.N.R. -> A.N.R."""
    if re.fullmatch(r"[IVX]+|(?:[A-Z]\.)+", word) and word != "VI":
        return word
    text = re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word)
    return re.sub(r"^Mc(\w)", lambda m: "Mc" + m[1].upper(), text)


# Wikidata: country, position, holder, years


def wikidata() -> list[dict[str, str]]:
    """The rows of world-leaders-wikidata.csv."""
    with (gold.gold_folder() / "offices" / "world-leaders-wikidata.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def leader_terms(table: Iterable[Mapping[str, str]], states: set[str]) -> list[Term]:
    """The terms in the table; of lands that are no state of actors.tsv, and of monarchs who reign elsewhere, none."""
    found = {}
    for row in table:
        actor = COUNTRIES.get(row["country"], row["country"])
        office = office_of(row["position"], actor)
        if actor in states | {"Kosovo"} and office and (row["end_year"] or "9") >= BEGIN:
            term = Term(row["holder"], actor, office, row["start_year"], row["end_year"], "wikidata-2021")
            found[term.person, actor, office, term.start] = term
    return list(found.values())


def office_of(position: str, actor: str) -> str:
    """President of the French Republic -> president; empty for what is no office of that state's own."""
    office = next((office for words, office in POSITIONS.items() if words in position.lower()), "")
    return MONARCHS.get(actor, "") if office == "monarch" else office


# Joining


def joined(own: Sequence[Term], files: Sequence[Term]) -> list[Term]:
    """Own terms, made more exact by the files where these have the same, and what the files have besides."""
    found = list(own)
    for term in files:
        at = next((i for i, other in enumerate(found) if same(term, other)), None)
        if at is None:
            found.append(term)
        else:
            found[at] = more_exact(found[at], term)
    return found


def same(a: Term, b: Term) -> bool:
    """True for one person in one office at one time, as far as the dates of both tell."""
    one = (a.person, a.actor, a.office) == (b.person, b.actor, b.office)
    return one and not_after(a.start, last_known(b)) and not_after(b.start, last_known(a))


def not_after(start: str, end: str) -> bool:
    """True where a date is not after another; of a year and a day, only the years count."""
    exact = min(len(start), len(end))
    return start[:exact] <= end[:exact]


def last_known(term: Term) -> str:
    """When a term ended, or until when its source knows that it had not."""
    return term.end or (max(LAST, term.start) if term.source == "countryinfo" else "9999-12-31")


def more_exact(term: Term, other: Term) -> Term:
    """The first term, with the days of the other where these are finer."""
    start = other.start if other.start.startswith(term.start) else term.start
    end = other.end if term.end and other.end.startswith(term.end) else term.end
    sources = dict.fromkeys(source for one in (other, term) for source in several(one.source))
    spellings = tuple(dict.fromkeys((*term.spellings, *other.spellings)))
    return replace(
        term, start=start, end=end, source="; ".join(sources), spellings=spellings, sex=term.sex or other.sex
    )


def closed(terms: Sequence[Term]) -> list[Term]:
    """The terms, with an end for those that only the files have and leave open although somebody came after."""
    starts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for term in terms:
        if term.office in ONE_HOLDER:
            starts[term.actor, term.office].append(term.start)
    return [replace(t, end=t.end or end_of(t, starts[t.actor, t.office])) for t in terms]


def end_of(term: Term, starts: Iterable[str]) -> str:
    """When the next holder of an office of one begins. CountryInfo does not know who came after LAST."""
    later = [start for start in starts if start > term.start]
    if term.source == "countryinfo":
        return min([*(start for start in later if start <= LAST), max(LAST, term.start[:7])])
    return min(later, default="") if term.source == "wikidata-2021" else ""


def described(terms: Iterable[Term]) -> list[Term]:
    """The terms in the order of the file, each with all spellings of its person, and f where one of them tells f."""
    terms = sorted(terms, key=lambda t: (t.actor, t.office, t.start, t.person))
    spellings: dict[str, dict[str, None]] = defaultdict(dict)
    for term in terms:
        spellings[term.person] |= dict.fromkeys((*term.spellings, *plain_spelling(term.person)))
        spellings[term.person].pop(term.person, None)
    women = {term.person for term in terms if term.sex == "f"}
    return [replace(t, spellings=tuple(spellings[t.person]), sex="f" if t.person in women else t.sex) for t in terms]


def plain_spelling(name: str) -> tuple[str, ...]:
    """Erdoğan -> Erdogan: the name without accents, where it has any."""
    plain = name.translate(LETTERS).replace("æ", "ae").replace("ß", "ss")
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).replace("ʻ", "'")
    return (plain,) if plain != name else ()


def lexicon(terms: Iterable[Term], codes: Mapping[str, str]) -> str:
    """The text of offices.tsv."""
    lines = [
        "\t".join(
            (
                term.person,
                "; ".join(term.spellings),
                term.sex,
                term.actor,
                codes.get(term.actor, ""),
                term.office,
                term.start,
                term.end,
                term.source,
                f"{term.person}, {term.office} ({term.actor})",
            )
        )
        for term in terms
    ]
    return NOTES + "\n".join(("\t".join(COLUMNS), *lines)) + "\n"


if __name__ == "__main__":
    main()
