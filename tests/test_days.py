"""Dates as databases write them, in their languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.days import dates_in, day_in, is_day

SAME = [
    *("March 4, 2031", "MARCH 4, 2031, TUESDAY", "Mar 4, 2031", "Mar. 4, 2031", "March 4th, 2031", "4 March 2031"),
    *("04 Mar 2031", "Tuesday, 4. March 2031 09:31:00 CEST", "2031-03-04", "2031-03-04T01:35:58Z", "4. März 2031"),
    *("Dienstag, 4. März 2031", "4 Mrz 2031", "04.03.2031", "4 mars 2031", "mardi 4 mars 2031", "March 04 2031"),
    *("March 4, 2031 Tuesday 9:10 AM GMT", "March 4, 2031, Tuesday,, FINAL EDITION", "4.\xa0März\xa02031"),
    *("4 de marzo de 2031", "martes, 4 de marzo de 2031", "4 marzo 2031", "marzo 4, 2031", "martedì 4 marzo 2031"),
    *("terça-feira, 4 de março de 2031", "dinsdag 4 maart 2031", "4 марта 2031", "4 Март 2031", "2031年3月4日"),
    "2031 年 3 月 4 日",
]


@pytest.mark.parametrize("words", SAME)
def test_one_day_is_written_in_many_ways(words):
    day = day_in(words, "place")
    assert (str(day.date), day.how, day.written) == ("2031-03-04", "place", " ".join(words.split()))
    assert is_day(words.partition("T")[0] if words.endswith("Z") else words)


def test_a_letter_that_an_export_lost():
    assert str(day_in("4 M\ufffdrz 2031", "place").date) == "2031-03-04"


def test_every_month_in_each_language():
    english = "January February March April May June July August September October November December"
    german = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    french = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    spanish = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    italian = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
    portuguese = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    dutch = "januari februari maart april mei juni juli augustus september oktober november december"
    russian = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    for names in (english, german, french, spanish, italian, portuguese, dutch, russian):
        assert [dates_in(f"3 {name} 2031")[0].month for name in names.split()] == list(range(1, 13))
    assert str(dates_in("1er août 2031")[0]) == "2031-08-01"


@pytest.mark.parametrize(
    "words",
    [
        *(
            "2000 um 4",
            "Talks in March",
            "31 February 2031",
            "March 4, 2031: the day of the talks",
            "Version 4.3.2031.1",
        ),
        *("", "4 of 10", "Agenda 2030", "The ships of March 4, 2031 sailed", "Mai 68", "12 Monkeys 2031"),
    ],
)
def test_a_title_is_no_date(words):
    assert not is_day(words)


def test_what_is_not_sure_is_a_guess():
    assert [day_in(w, "place").how for w in ("3/4/2031", "March 2031", "4 March 2031")] == ["guess", "guess", "place"]
    assert [str(day_in(w, "label").date) for w in ("3/4/2031", "3/14/2031", "14/3/2031", "März 2031")] == [
        *("2031-04-03", "2031-03-14", "2031-03-14", "2031-03-01"),
    ]
    assert day_in("no day at all", "place") == day_in(" no day  at all", "place")
    assert day_in("no day at all", "place").date is None


@given(st.text(alphabet="0123456789./- MarchäéJune,T:", max_size=60))
def test_any_words_have_dates_or_none(words):
    day_in(words, "place")
    is_day(words)
