"""What analysts answer about two names: read as they save it, added to at the end alone, refused in one sentence."""

import csv
import io

import pytest

from analysis.rulings import COLUMNS, Ruling, RulingError, appended, rulings

HEAD = ",".join(COLUMNS)
ANSWERS = ("same", "apart")


def file(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_answers_are_read_as_spreadsheets_save_them(tmp_path):
    wanted = (Ruling("Torin", "Sergei Torin", "same", 2),)
    for text in (
        f"{HEAD}\nTorin,Sergei Torin,same,\nOda,Ida,,not yet\n",
        f"\ufeff{HEAD}\r\n Torin ,Sergei  Torin,Same,\r\n,,,\r\n",
        "one;other;answer\nTorin;Sergei Torin;same\n",
        "Answer,Other,One\nsame,Sergei Torin,Torin\n",
    ):
        assert rulings(file(tmp_path, text), ANSWERS) == wanted
    assert rulings(tmp_path / "none.csv", ANSWERS) == () == rulings(file(tmp_path, ""), ANSWERS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one,two\n", r"it has no column other; its first line must be one,other,answer,why\."),
        (f"{HEAD}\nA,B,perhaps,\n", r"the answer in line 2 is 'perhaps'; write same or apart, or leave it empty\."),
        (f"{HEAD}\nA,,same,\n", r"line 2 has one name alone; write two\."),
        (f"{HEAD}\nA,A,same,\n", r"both names in line 2 are 'A'; write two\."),
        (
            f"{HEAD}\nA,B,same,\nB,A,apart,\n",
            r"lines 2 and 3 say 'same' and 'apart' of 'B' and 'A'; leave out one of them\.",
        ),
    ],
)
def test_a_fault_is_told_in_one_sentence(tmp_path, text, told):
    with pytest.raises(RulingError, match=told):
        rulings(file(tmp_path, text), ANSWERS)


def test_what_is_no_text_is_told(tmp_path):
    with pytest.raises(RulingError, match="it is no text in UTF-8; save it as CSV in UTF-8"):
        rulings(file(tmp_path, f"{HEAD}\nÖ,Ä,same,\n", "utf-16"), ANSWERS)


def test_no_name_is_a_formula_and_its_answer_is_found(tmp_path):
    path = tmp_path / "people.csv"
    pair = ('=HYPERLINK("http://evil.example";"Torin")', "+Sergei Torin")
    assert appended(path, [(*pair, "@SUM(A1)"), ("Oda", "'s-Ida", "x")]) == 2
    text = path.read_text("utf-8-sig")
    _, one, other = csv.reader(io.StringIO(text))
    assert [cell[:2] for cell in one] == ["'=", "'+", "", "'@"] and other == ["Oda", "'s-Ida", "", "x"]
    assert appended(path, [(*pair, "")]) == 0
    path.write_text(text.replace(",,", ",same,"), encoding="utf-8")
    assert [(one.one, one.other) for one in rulings(path, ANSWERS)] == [pair, ("Oda", "'s-Ida")]


def test_what_stands_there_stays(tmp_path):
    before = f"{HEAD}\r\nTorin,Sergei Torin,same,sure"
    path = file(tmp_path, before)
    pairs = [("Sergei Torin", "Torin", "x"), ('A "B"', "C, D", "why")]
    assert appended(path, pairs) == 1 and appended(path, pairs) == 0
    assert path.read_bytes().decode().startswith(before)
    assert path.read_bytes().decode().splitlines()[2:] == ['"A ""B""","C, D",,why']
    new = tmp_path / "new.csv"
    assert appended(new, pairs) == 2 and rulings(new, ANSWERS) == ()
