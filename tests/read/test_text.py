"""Bytes to text: whatever an extractor writes, the same words at the same lines."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.core.findings import SourceError
from midtjylland.read.text import decode

DANISH = "Ringkøbing-Skjern 4,3% 91 3,3%\nÅrhus 26,4% 785 28,7%\nSamsø æøåÆØÅé – ”ord”\n"


@pytest.mark.parametrize(
    "raw",
    [
        DANISH.encode(),
        b"\xef\xbb\xbf" + DANISH.encode(),
        DANISH.encode("utf-16"),
        DANISH.encode("utf-16-le"),
        DANISH.encode("utf-16-be"),
        b"\xfe\xff" + DANISH.encode("utf-16-be"),
        DANISH.encode("cp1252"),
        DANISH.replace("\n", "\r\n").encode(),
        DANISH.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", DANISH).encode(),
        DANISH.replace(" ", "\u00a0").encode(),
        DANISH.replace(" ", "\u202f").encode(),
        DANISH.replace("Samsø", "Sam\u00adsø").encode(),
        DANISH.replace("Samsø", "Sam\u200bsø").encode(),
        DANISH.replace("-Skjern", "\u2011Skjern").encode(),
    ],
)
def test_every_encoding_and_blank_gives_the_same_text(raw):
    assert decode(raw, "papers.txt") == DANISH


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("spred\u00ad\nning", "spred-\nning"),
        ("\ufb01nansieret e\ufb00ekt", "finansieret effekt"),
        ("\uf0b7 punkt", "• punkt"),
    ],
)
def test_hyphens_ligatures_and_bullets_of_word(raw, text):
    assert decode(raw.encode(), "p") == text


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b" \n\f\n", "is empty"),
        (b"PK\x03\x04...", "a Word, Excel or zip file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"line\nAarhus \x00 785", "binary data at line 2"),
        (b"line\nline\nAarhus \x07 785", "binary data at line 3"),
        ("Århus 785\nSamsø".encode() + b"\xff\xfe broken", "neither valid UTF-8 nor cp1252"),
        (b"\xff\xfeA\x00r\x00h", "damaged UTF-16"),
        ("ok\nÅrhus Samsø".encode().decode("cp1252", "replace").encode(), "garbled at line 2"),
        ("Samsø".encode("cp865"), "neither valid UTF-8 nor cp1252"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(raw, why):
    with pytest.raises(SourceError) as refused:
        decode(raw, "papers.txt")
    assert str(refused.value).startswith("papers.txt ") and why in str(refused.value)


@given(st.text(alphabet=[*"Aaeo\n", "\u030a", "\u0308", "\u0301", "å"]))
def test_letters_are_composed(text):
    assert decode(f"x{text}".encode(), "p") == unicodedata.normalize("NFC", f"x{text}")


@given(st.binary())
def test_any_bytes_are_read_or_refused_in_a_sentence(raw):
    try:
        decode(raw, "papers.txt")
    except SourceError as refused:
        assert str(refused).startswith("papers.txt ")
