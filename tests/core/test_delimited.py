"""Letters and delimiters of files that other programs save."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.core.delimited import decode, delimiter_of, read_rows

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
