"""Bytes to text: whatever an extractor writes, the same words at the same lines."""

import tracemalloc
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midtjylland import document as module
from midtjylland.core.findings import SourceError
from midtjylland.document import read_document

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
    assert read_document(raw, "papers.txt").text == DANISH


def test_a_soft_hyphen_at_a_line_end_is_a_hyphen():
    assert read_document("spred\u00ad\nning".encode(), "p").text == "spred-\nning"


def test_ligatures_are_letters():
    assert read_document("\ufb01nansieret e\ufb00ekt".encode(), "p").text == "finansieret effekt"


def test_real_document_is_kept_line_for_line(raw_papers, papers):
    lines = raw_papers.decode().split("\n")
    assert len(papers.line_starts) == len(lines) == 3543
    assert papers.line(463).split() == lines[462].split()
    assert papers.line(3543) == lines[-1]
    assert str(papers.place(papers.text.index("Skanderborg 4,7%"))) == "line 463"


def test_place_names_page_and_stored_line_after_form_feeds():
    document = read_document(b"one\n\ftwo\nthree\n\ffour", "p")
    at = [document.place(document.text.index(word)) for word in ("one", "two", "three", "four")]
    assert at == [(1, 1), (2, 2), (2, 3), (3, 4)]
    assert str(at[2]) == "page 2, line 3"


def test_footers_are_blanked_without_moving_anything():
    raw = b"Holstebro 4,4%\nSide 3 af 9\n\f125\n4,6%\nSide 4\n"
    document = read_document(raw, "p")
    assert document.text.split() == ["Holstebro", "4,4%", "125", "4,6%"]
    assert len(document.text) == len(raw)


def test_lone_page_numbers_go_but_a_table_cell_beside_a_page_break_stays():
    pages = "".join(f"text {n}\n\n{n + 6}\n\f" for n in range(4))
    assert read_document(pages.encode(), "p").text.split() == [
        "text",
        "0",
        "text",
        "1",
        "text",
        "2",
        "text",
        "3",
    ]
    cells = b"Holstebro\n4,4%\n125\n\f4,6%\nHorsens\n6,9%\n155\n\f5,6%"
    assert b"125" in read_document(cells, "p").text.encode()
    assert b"155" in read_document(cells, "p").text.encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b" \n\f\n", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "Word or zip"),
        (b"\x89PNG\r\n", "a picture"),
        (b"line\nAarhus \x00 785", "binary data at line 2"),
        (b"line\nline\nAarhus \x07 785", "binary data at line 3"),
        ("Århus 785\nSamsø".encode() + b"\xff\xfe broken", "neither valid UTF-8 nor cp1252"),
        (b"\xff\xfeA\x00r\x00h", "damaged UTF-16"),
        ("ok\nÅrhus Samsø".encode().decode("cp1252", "replace").encode(), "garbled at line 2"),
        ("Samsø".encode("cp865"), "neither valid UTF-8 nor cp1252"),
    ],
)
def test_unreadable_bytes_are_refused_in_one_sentence(raw, why):
    with pytest.raises(SourceError) as refusal:
        read_document(raw, "papers.txt")
    message = str(refusal.value)
    assert why in message
    assert message.startswith("papers.txt ")
    assert "\n" not in message


def test_a_file_over_the_stated_size_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 2**20)
    with pytest.raises(SourceError, match="more than the 1 MiB that are read"):
        read_document(b"a" * (2**20 + 1), "papers.txt")


@pytest.mark.parametrize("text", ["side\n\f" * 4, "Side 1 af 9\nord\n" * 4])
def test_more_pages_than_papers_have_are_refused(text, monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 3)
    with pytest.raises(SourceError, match="has more than 3 pages; split it"):
        read_document(text.encode(), "papers.txt")


@given(st.text(alphabet=[*"Aaeo\n", "\u030a", "\u0308", "\u0301", "å"]), st.integers(1, 5))
def test_letters_are_composed_wherever_the_text_is_parted(text, part):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PART", part)
        document = read_document(f"x{text}".encode(), "papers.txt")
    assert document.text == unicodedata.normalize("NFC", f"x{text}")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_keeps_its_lines_and_is_found_again(text):
    raw = f"x{text}\n{text}y".encode()
    try:
        document = read_document(raw, "p")
    except SourceError as refusal:
        assert "garbled" in str(refusal)
        return
    assert len(document.line_starts) == raw.decode().replace("\r\n", "\n").count("\n") + 1
    assert unicodedata.is_normalized("NFC", document.text) or "\u00ad" in text
    assert document.place(len(document.text) - 1).line == 2


# The first bytes that begin as a PDF wait for a library to be imported.
@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_read_or_refused_in_a_sentence(raw):
    try:
        read_document(raw, "papers.txt")
    except SourceError as refusal:
        assert str(refusal).startswith("papers.txt ")


def test_memory_stays_a_small_multiple_of_the_text(raw_papers):
    raw = raw_papers * 20
    tracemalloc.start()
    read_document(raw, "papers.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(raw)
