"""Lines of the contract's pages: columns taken apart, and running text that knows its lines."""

from __future__ import annotations

import pytest
from cleankit import lines

from midtjylland.clean.contract.columns import ColumnsError, apart, side_by_side
from midtjylland.clean.contract.flow import BREAK, Line, flow, without_furniture, without_table

# Columns


def test_five_lines_with_a_wide_gap_are_columns():
    wide = lines("en   to", "en    to", "tre   fire  fem", "seks     syv", "  otte   ni", "   ti")
    assert side_by_side(wide)
    assert not side_by_side(wide[1:])
    assert side_by_side(wide[1:], 4)
    assert not side_by_side(lines(*["en  to", "   tre", "fire   "] * 5))


def texts_of(found: list[Line]) -> list[str]:
    return [line.text for line in found]


def test_columns_come_one_after_the_other_with_the_place_of_each_line():
    rows_ = lines("Navn      Mål", "mere      her", BREAK, "To        Tre")
    assert apart(rows_, [], ["Mål"]) == [
        Line(0, "Navn"),
        Line(14, "mere"),
        Line(14, ""),
        Line(0, "Mål"),
        Line(14, "her"),
        Line(14, ""),
        Line(28, BREAK),
        Line(30, "To"),
        Line(30, ""),
        Line(30, "Tre"),
        Line(30, ""),
    ]


def test_a_column_begins_more_than_seven_letters_behind_another():
    # Up to seven letters are an indent of the same column, eight are another one; there are three.
    assert texts_of(apart(lines("En", "       to"), [], ["x"])) == ["En", "to", ""]
    assert texts_of(apart(lines("En", "        to"), [], ["x"])) == ["En", "", "", "", "to", ""]
    four = lines("En        To        Tre       Fire")
    assert texts_of(apart(four, [], ["x"])) == ["En", "", "To", "", "Tre Fire", ""]


def columns(*texts: str, names=(), beginnings=("Maalet",)) -> list[list[str]]:
    """Lines of each column of a page; the columns are told apart by its first line."""
    found = [text for text in texts_of(apart(lines(*texts), names, beginnings))]
    size = len(texts) + 1
    return [found[at : at + len(texts)] for at in range(0, len(found), size)]


HEAD = "Navn        Tekst"


@pytest.mark.parametrize(
    ("touching", "names", "first", "second"),
    [
        # A goal's name says where the first column ends, also on its second line.
        (["1. Kendskab Der er"], ["Kendskab"], ["1. Kendskab"], ["Der er"]),
        (
            ["1. Kendskab Der er", "til alle huse flere"],
            ["Kendskab til alle huse"],
            ["1. Kendskab", "til alle huse"],
            ["Der er", "flere"],
        ),
        (["Nationale mål her"], ["Nationale mål"], ["Nationale mål"], ["her"]),
        # A heading of nothing else reaches over the columns.
        (["Nationale mål i alt"], ["Nationale mål i alt"], ["Nationale mål i alt"], [""]),
        # A broken word, or a declared beginning.
        (["en ny spred- ning er"], [], ["en ny spred-"], ["ning er"]),
        (["drifts- og ny- vækst"], [], ["drifts- og ny-"], ["vækst"]),
        (["alle huse Maalet er"], [], ["alle huse"], ["Maalet er"]),
    ],
)
def test_columns_that_touch_are_told_apart_by_what_is_known(touching, names, first, second):
    found = columns(HEAD, *touching, names=names)
    assert found == [["Navn", *first], ["Tekst", *second]]


@pytest.mark.parametrize(
    "touching",
    [
        "her er mange ord",
        "drifts- og vækst",
        "drifts- eller vækst",
        "en spred- ning- her",
        "UMaalet er her",
    ],
)
def test_columns_that_touch_without_a_proof_are_refused_with_their_line(touching):
    table = lines(HEAD, f" {touching} ")
    with pytest.raises(ColumnsError) as error:
        apart(table, ["Andet"], ["Maalet"])
    assert str(error.value) == f"the columns of {touching!r} touch"
    assert error.value.offset == table[1].offset


def test_a_name_begins_anew_behind_a_number():
    names = ["Kendskab til huset", "Vækst"]
    found = columns(HEAD, "1. Kendskab Der er", "2. Vækst i alt", names=names)
    assert found == [["Navn", "1. Kendskab", "2. Vækst"], ["Tekst", "Der er", "i alt"]]


# Running text


def test_each_position_of_the_text_knows_its_line():
    running = flow([Line(0, "En ny spred-"), Line(13, "ning  i"), Line(21, ""), Line(22, "alt.")])
    assert running.text == "En ny spredning i\nalt."
    # `spred` begins on the first line, `ning` on the second; the paragraph's end belongs there.
    assert [
        running.offset(running.text.index(word)) for word in ("En", "spred", "ning", "i\n")
    ] == [*(0, 0, 13, 13)]
    assert running.offset(running.text.index("alt")) == 22
    assert running.offset(len(running.text) + 9) == 22
    assert [running.position(offset) for offset in (0, 13, 22)] == [0, 11, 18]
    # A line that is not in the text.
    assert running.position(21) == 0
    assert flow([]).text == ""


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (["", "En", "to"], "En to"),
        ([BREAK, "En", "", BREAK, "", "to"], f"En{BREAK}to"),
        (["En", "", "", "to", ""], "En\nto"),
        # A broken word goes on behind whatever stands between.
        (["spred-", "", BREAK, "ning"], "spredning"),
        (["spred- ning"], "spredning"),
        (["spred- Ning"], "spred-Ning"),
        (["a-b - c"], "a-b - c"),
        (["hands- on nu"], "hands-on nu"),
        (["drifts- og vækst"], "drifts- og vækst"),
        (["drifts-", "samt vækst", "og/", "eller andet"], "drifts- samt vækst og/eller andet"),
        (["på 20-", "30 steder"], "på 20-30 steder"),
        (["+/-", "10"], "+/- 10"),
        (["en -", "to"], "en - to"),
        (["en /", "to"], "en / to"),
        (["ogsaa- ogsaa"], "ogsaaogsaa"),
    ],
)
def test_lines_become_running_text(texts, text):
    assert flow(lines(*texts), {"hands-on"}).text == text


def test_a_tables_head_and_page_numbers_are_left_out():
    page = lines("Mål  Resultat", "En tekst", "3", "", "Mål for alle", "4", "9", "Resultat", "6")
    found = without_furniture(page, ["Mål", "Resultat"])
    assert texts_of(found) == [BREAK, "En tekst", BREAK, "", "Mål for alle", BREAK, "9", BREAK, "6"]
    assert [line.offset for line in found] == [line.offset for line in page]
    # Numbers that do not count on are figures of the text.
    assert texts_of(without_furniture(lines("3", "5", "12 ", "1000", "1001"), ["Mål"])) == [
        *("3", "5", "12 ", "1000", "1001")
    ]
    assert texts_of(without_furniture(lines("9", "10", "11"), [])) == [BREAK] * 3


def test_a_table_in_the_text_is_left_out():
    vocabulary = {"kommune", "antal", "skive", "odder"}
    text = lines("Vi vil Kommune", "Antal", "", "Skive 12", "Odder 3%", "Alle er med.", "Skive 4")
    assert texts_of(without_table(text, "Kommune", vocabulary)) == [
        *("Vi vil ", BREAK, "", BREAK, BREAK, "Alle er med.", "Skive 4")
    ]
    # Two rows are no table, and what stands before it need not hold its head.
    two = lines("Vi vil Kommune", "Skive 12", "Odder 3%", "Alle er med.")
    assert without_table(two, "Kommune", vocabulary) == two
    assert texts_of(without_table(two, "Kommune", vocabulary, 2))[:2] == ["Vi vil ", BREAK]
    plain = lines("Hver Kommune er med", "Skive 12", "Odder 3%", "Skive", "Slut")
    assert texts_of(without_table(plain, "Kommune", vocabulary)) == [
        *("Hver Kommune er med", BREAK, BREAK, BREAK, "Slut")
    ]
    # At the very beginning and to the very end.
    assert texts_of(without_table(lines("Skive", "1", "2"), "Kommune", vocabulary)) == [BREAK] * 3
