"""Pieces of the running text: where known texts begin and end, and the figures in them."""

from __future__ import annotations

import re

import pytest
from cleankit import lines

from midtjylland.clean.contract.flow import BREAK, flow
from midtjylland.clean.contract.pieces import (
    FIGURES,
    Opening,
    Piece,
    Problem,
    cut,
    only_known_sentences,
    read_figure,
    unknown_paragraphs,
    whole,
    words,
)

# Pieces


def opening(kind: str, key: tuple[int, ...], pattern: str, ending: str | None = None) -> Opening:
    return Opening(kind, key, pattern, ending)


def cut_up(text: str, *openings: Opening) -> list[tuple[str, str, list[int]]]:
    found = cut(flow(lines(*text.split("|"))), openings)
    return [(piece.opening.kind, piece.text, piece.further) for piece in found]


GOAL = opening("goal", (0,), "Maal")
TARGET = opening("target", (0, 0), "Vi vil")
MORE = opening("more", (0, 0), "Det skal")
RESULT = opening("result", (0, 0), "Vi har")
OTHERWISE = opening("result", (0, 0), "Der er")
FURTHER = opening("result_more", (0, 0), "Desuden")
PREFIX = opening("prefix", (), "Bemærk:")
NOTHING = opening("no_figure", (), "Ingen tal")


def test_a_text_is_cut_in_its_own_order():
    text = "Vi har to. Vi vil en. Maal fire"
    assert cut_up(text, GOAL, TARGET, RESULT) == [
        ("result", "Vi har to.", []),
        ("target", "Vi vil en.", []),
        ("goal", "Maal fire", []),
    ]
    assert cut_up("Ingenting", GOAL, TARGET) == []
    assert cut_up("Forord. Maal fire", GOAL) == [("goal", "Maal fire", [])]


def test_of_two_texts_that_begin_alike_the_longer_one_counts():
    longer = opening("target", (0, 1), "Vi vil mere")
    for both in ((TARGET, longer), (longer, TARGET)):
        [piece] = cut(flow(lines("Vi vil mere nu.")), both)
        assert (piece.opening, piece.start, piece.begun, piece.rest) == (longer, 0, 11, "nu.")


def test_a_text_goes_on_with_its_declared_sentences():
    assert cut_up("Vi vil en. Det skal to. Vi har tre. Desuden fire. Der er fem.", *ALL) == [
        ("target", "Vi vil en. Det skal to.", [11]),
        ("result", "Vi har tre. Desuden fire. Der er fem.", [12, 26]),
    ]
    # Not with those of another target, and a beginning that stands twice is another piece.
    other = MORE._replace(key=(0, 1))
    assert [each[0] for each in cut_up("Vi vil en. Det skal to.", TARGET, other)] == [
        *("target", "more")
    ]
    assert [each[1] for each in cut_up("Vi har en. Vi har to.", *ALL)] == [
        *("Vi har en.", "Vi har to.")
    ]
    assert [each[0] for each in cut_up("Vi har en. Det skal to.", *ALL)] == ["result", "more"]


ALL = (TARGET, MORE, RESULT, OTHERWISE, FURTHER, PREFIX, NOTHING)


def test_a_remark_belongs_to_the_result_behind_it():
    assert cut_up("Bemærk: Vi har to.", *ALL) == [("result", "Bemærk: Vi har to.", [])]
    assert cut_up("Bemærk: Ingen tal.", *ALL) == [("no_figure", "Bemærk: Ingen tal.", [])]
    [piece] = cut(flow(lines("En. Bemærk: Vi har to.")), ALL)
    assert (piece.start, piece.begun, piece.rest) == (4, 18, "to.")
    # Not where something stands between, and never to a target.
    assert [each[0] for each in cut_up("Bemærk: altid. Vi har to.", *ALL)] == ["prefix", "result"]
    assert [each[0] for each in cut_up("Bemærk: Vi vil to.", *ALL)] == ["prefix", "target"]


def piece(
    text: str, begun: int = 3, further: tuple[int, ...] = (), ending: str | None = None
) -> Piece:
    """A piece that starts at position 100."""
    return Piece(opening("result", (0, 0), "x", ending), 100, 100 + begun, text, list(further))


def cut_off(text: str, position: int, why: str) -> Problem:
    return Problem("text-cut", f"{text!r} {why}", position)


@pytest.mark.parametrize(
    "text",
    [
        *("Vi har to.", "Har vi to?", "Vi har to!", "(Vi har to.)", "”Vi har to.”", "Vi har.\nTo."),
        *("Vi har ca. to.", "Vi har (ca. to).", "Vi har to. a) ja. b) nej.", "Vi har 45 pct. her."),
    ],
)
def test_a_whole_text(text):
    assert list(whole(piece(text), {"ca.", "pct."})) == []


def test_what_is_no_whole_text():
    assert list(whole(piece("Vi har\nto"), ())) == [cut_off("Vi har to", 100, "has no end")]
    assert list(whole(piece("Vi har ca."), {"ca."})) == [cut_off("Vi har ca.", 100, "has no end")]
    assert list(whole(piece(""), ())) == [cut_off("", 100, "has no end")]
    assert list(whole(piece("Vi har ca. to."), ())) == [cut_off("to.", 111, "lacks its beginning")]
    long = "to tre " * 20
    assert list(whole(piece(f"Vi har. {long}fem."), ())) == [
        cut_off(long[:80].strip(), 108, "lacks its beginning")
    ]


def test_a_page_number_behind_a_text_is_taken_off():
    numbered = piece("Vi har to. 12")
    assert list(whole(numbered, ())) == []
    assert numbered.text == "Vi har to."
    figure = piece("Vi har 12")
    assert [problem.check for problem in whole(figure, ())] == ["text-cut"]
    assert figure.text == "Vi har 12"


def test_a_text_may_have_an_ending_of_its_own():
    assert list(whole(piece("Vi har Pkt. 8", ending="pkt 8"), ())) == []
    # Worded anew it may end like any other, but not go on behind its ending.
    assert list(whole(piece("Vi har mere.", ending="pkt 8"), ())) == []
    assert [p.check for p in whole(piece("Vi har pkt 8 og.", ending="pkt 8"), ())] == ["text-cut"]
    assert [p.check for p in whole(piece("Vi har mere", ending="pkt 8"), ())] == ["text-cut"]


def test_what_stands_behind_a_break_is_no_part_of_a_closed_text():
    text = f"Vi har to.{BREAK} Mere ja."
    assert list(whole(piece(text), ())) == [
        Problem("text-unknown", "'Mere ja.' is no known text", 112)
    ]
    # Unless it is declared, or the text before the break is not closed.
    assert list(whole(piece(text, further=(12,)), ())) == []
    assert list(whole(piece(f"Vi har{BREAK}to."), ())) == []


def test_sentences_beyond_the_first_must_be_declared():
    text = "Vi vil ca. To. Alle skal. (Mere) her\n\nNyt afsnit."
    found = [
        (problem.check, problem.message, problem.position)
        for problem in only_known_sentences(piece(text), {"ca."})
    ]
    assert found == [
        ("text-unknown", "'Alle skal. (Mere) her Nyt afsnit.' is no known text", 115),
        ("text-unknown", "'(Mere) her Nyt afsnit.' is no known text", 126),
        ("text-unknown", "'Nyt afsnit.' is no known text", 138),
    ]
    left = only_known_sentences(piece(text, further=(15, 38)), {"ca."})
    assert [problem.position for problem in left] == [126]
    assert list(only_known_sentences(piece("Vi vil to."), ())) == []


def test_paragraphs_beyond_the_first_must_be_declared():
    text = "Vi har en. To.\nTre er\nFire. \n Fem."
    found = [(problem.message, problem.position) for problem in unknown_paragraphs(piece(text))]
    assert found == [
        ("'Tre er Fire. Fem.' is no known text", 115),
        ("'Fem.' is no known text", 130),
    ]
    assert [p.position for p in unknown_paragraphs(piece(text, further=(15,)))] == [130]
    # What the opening itself holds is no paragraph of its own.
    assert [p.position for p in unknown_paragraphs(piece(text, begun=16))] == [130]


# Figures


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        *(("pct", "45%", 45), ("pct", "1.250,5 pct.", 1250.5), ("pct", "7 procent", 7)),
        *(("pct_point", "5 procentpoint", 5), ("pct_point", "0,4%-point", 0.4)),
        *(("pct_point", "3 pct. point", 3), ("pct_point", "3 pct.-point", 3)),
        *(("count", "4.000", 4000), ("count", "12", 12), ("count", "123456789", 123456789)),
        *(("score", "-5", -5), ("score", "72", 72), ("score", "72,5", 72.5)),
    ],
)
def test_figures_in_their_forms(kind, text, value):
    match = re.search(words(f"er {{{kind}}} nu"), f"det er {text} nu")
    assert match
    assert read_figure(text) == value


def test_a_phrase_may_have_a_word_for_at_least_before_its_figures():
    pattern = words("{pct} i {year}", ["Mindst", "Min."])
    for text in ("45% i 2021", "mindst 45% i\n2021", "MIN.  45 pct. i 2021", "Mindst\n45% i 2021"):
        assert re.fullmatch(pattern, text)
    for text in ("mindst45% i 2021", "minx 45% i 2021", "45% i mindst 2021", "45%i 2021"):
        assert not re.fullmatch(pattern, text)
    # Without such words, none; and a phrase is whole words.
    assert re.search(words("{pct} i"), "mindst 45% i").start() == 7
    assert not re.search(words("mål i"), "formål i")
    assert not re.search(words("mål i"), "mål iår")
    assert re.search(words("mål ("), "mål (i")
    assert re.search(words("(se mål"), "her(se mål")
    assert re.search(words("{it} i", it="[a-z]{3}"), "abc i")
    assert set(FIGURES) == {"pct", "pct_point", "count", "score", "year"}
