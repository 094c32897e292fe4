"""Letters and delimiters of files that other programs save."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.core.delimited import decode, delimiter_of, read_records, read_rows, read_value

WORD = "Samsø, Ærø"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_of_every_encoding(encoding):
    assert decode(WORD.encode(encoding)) == WORD


@pytest.mark.parametrize(
    ("text", "mark"),
    [("a;b\n1,5;2", ";"), ("a,b\n1.5,2", ","), ("a\tb\n1,5\t2", "\t"), ("title\n\na;b\n1;2", ";")],
)
def test_the_delimiter_is_the_one_of_most_lines(text, mark):
    assert delimiter_of(text) == mark


def test_lines_are_numbered_as_an_editor_does():
    assert read_rows('a;b\n\n"1\n2";3\n') == [(1, ["a", "b"]), (2, []), (4, ["1\n2", "3"])]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\x14\x00", "workbook of Excel"),
        (b"\x8f;1", "is not text"),
        (b"a\0\0", "is not text"),
    ],
)
def test_what_is_no_text_is_told_in_words(content, why):
    with pytest.raises(ValueError, match=why) as refused:
        decode(content)
    assert "codec" not in str(refused.value)


@given(st.binary())
def test_any_bytes_give_rows_or_a_value_error(content):
    try:
        rows = read_rows(decode(content))
    except ValueError:
        return
    assert all(line >= 1 for line, _ in rows)


def test_records_have_their_lines_and_every_wanted_column():
    content = b"\xef\xbb\xbfa; b ;more\n\n1;2;3\n;;\n 4\n"
    assert read_records(content, ["a", "b"]) == [
        (3, {"a": "1", "b": "2", "more": "3"}),
        (5, {"a": "4", "b": ""}),
    ]
    with pytest.raises(ValueError, match="no column c; the first line must name a, c"):
        read_records(content, ["a", "c"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("str", "2,5", "2,5"),
        ("float64", "2.5", 2.5),
        ("Int64", "12.0", 12),
        ("boolean", "FALSK", False),
        ("datetime64[s]", "31-01-2022", date(2022, 1, 31)),
        ("datetime64[s]", "2022-01-31", date(2022, 1, 31)),
    ],
)
def test_a_cell_has_the_type_of_its_column(kind, text, value):
    assert read_value(kind, text) == value


def test_a_comma_is_a_decimal_sign_only_where_it_is_meant():
    assert read_value("float64", "2,5", decimal_comma=True) == 2.5
    with pytest.raises(ValueError, match="'2,5' is no number"):
        read_value("float64", "2,5")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[("float64", text) for text in ("nan", "-inf", "1_000", "\u0662", "")],
        *[("Int64", text) for text in ("2.5", "1_000", "x")],
        *[("boolean", "yes"), ("datetime64[s]", "2022-02-30")],
    ],
)
def test_a_cell_that_is_no_such_value_is_refused(kind, text):
    with pytest.raises(ValueError, match=" is no "):
        read_value(kind, text)
