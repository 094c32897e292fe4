"""Pages to blocks and sentences, from small papers drawn or written here."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers.draw import column, drawn, grid

from midtjylland.core.findings import SourceError
from midtjylland.read import document as module
from midtjylland.read import pdf
from midtjylland.read.document import from_text, read_document
from midtjylland.read.pages import Line, Place, Word

LEFT = "one line of prose here\nand a second of them\nwith some more words in"
RIGHT = "another text on the side\nthat must stay in order\nuntil it comes to end"


def blocks(*pages):
    return [block.text for block in read_document(drawn(*pages), "papers.pdf").blocks]


def sentences(text):
    return [sentence.text for sentence in from_text(text, "papers.txt").sentences]


def test_columns_of_prose_come_one_after_the_other():
    title = "A title over all of the columns of this page, from side to side"
    below = "A line below all of the columns of this page, from side to side"
    page = [(20, 0, title), *column(20, 2, LEFT), *column(200, 2, RIGHT), (20, 6, below)]
    assert blocks(page) == [title, LEFT.replace("\n", " "), RIGHT.replace("\n", " "), below]


def test_a_cell_is_a_block():
    page = [
        *grid([20, 120, 300], [0, 2, 6]),
        *column(25, 0, "upper left\ngoes on"),
        (125, 0, "upper right"),
        *column(125, 2, "lower right\ngoes on too"),
    ]
    assert blocks(page) == ["upper left goes on", "upper right", "lower right goes on too"]
    # Words close to each other, with a rule between them.
    assert blocks([*grid([20, 60, 100], [0, 1]), (45, 0, "44"), (61, 0, "12")]) == ["44", "12"]


def test_sentences_know_their_heading_and_what_stands_before():
    text = "Status for klimaplaner\nAlle er med. Otte er godkendt.\n- Fire mangler\n"
    found = from_text(text, "papers.txt").sentences
    assert [s.text for s in found] == [
        "Status for klimaplaner",
        "Alle er med.",
        "Otte er godkendt.",
        "- Fire mangler",
    ]
    assert found[2].heading == "Status for klimaplaner" and found[2].before == ("Alle er med.",)
    assert [s.place.line for s in found] == [1, 2, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "Der er pt. 12 kommuner med.",
        "Det koster 6 mio. kr. 12 år i træk.",
        "Der gives tilskud jf. Bekendtgørelsen om ECSMV.",
        "Projektet har bl.a. Coast to Coast som partner.",
        "Det var den 3. 9 dage senere.",
        "Det er ca. 12 pct. af alle.",
        "Der er givet 19 tilskud på 3,7 mio. kr. (status midt i februar).",
    ],
)
def test_a_short_form_ends_no_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Det koster 200.000 kr. Virksomheder kan søge.",
        "Det gælder 45 pct. Heraf er 12 nye.",
        "Scoren blev 72,4. Desuden er 12 nye.",
        "Hvem kører bussen? Det gør Jens.",
        "Han sagde ”nej.” Så gik han.",
    ],
)
def test_what_begins_anew_is_another_sentence(text):
    assert len(sentences(text)) == 2


def test_the_number_of_a_paragraph_is_no_part_of_its_sentence():
    found = from_text("§ 5. Planer\nStk. 2. Fire kommuner deltog.\nStk. 3. Otte fik svar.", "a.txt")
    texts = [sentence.text for sentence in found.sentences]
    assert texts[-2:] == ["Fire kommuner deltog.", "Otte fik svar."]
    assert [sentence.place.line for sentence in found.sentences][-2:] == [2, 3]


def test_a_sentence_goes_on_over_a_page_and_a_hyphen():
    text = "Kommunerne har i alt fået vedtaget 15 klima-\n\fplaner i perioden.\n"
    (sentence,) = from_text(text, "papers.txt").sentences
    assert sentence.text == "Kommunerne har i alt fået vedtaget 15 klimaplaner i perioden."
    assert [line.place for line in sentence.lines] == [(1, 1), (2, 2)]


# --- Text -----------------------------------------------------------------------------------------


def test_the_real_document_is_kept_line_for_line(raw_papers, papers):
    stored = raw_papers.decode().split("\n")
    by_number = {line.place.line: line.text.split() for line in papers.lines}
    assert papers.kind == "stream" and len(stored) == 3543
    full = [number for number, line in enumerate(stored, start=1) if line.split()]
    assert list(by_number) == full
    assert all(by_number[number] == stored[number - 1].split() for number in (463, full[-1]))


def test_place_names_page_and_stored_line_after_form_feeds():
    places = [line.place for line in from_text("one\n\ftwo\nthree\n\ffour", "p").lines]
    assert places == [(1, 1), (2, 2), (2, 3), (3, 4)]
    assert str(places[2]) == "page 2, line 3" and str(places[0]._replace(page=None)) == "line 1"


def test_blanks_that_keep_columns_apart_are_geometry():
    document = from_text("Mål          Resultat\nMindst 5     Der var 6\n", "papers.txt")
    assert (document.kind, document.has_geometry) == ("layout", True)
    assert [block.text for block in document.blocks] == ["Mål Mindst 5", "Resultat Der var 6"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_word_of_a_text_is_lost(text):
    document = from_text(f"x{text}\n{text}y", "p")
    assert document.text.split() == f"x{text}\n{text}y".split()


def test_memory_stays_a_small_multiple_of_the_text(raw_papers):
    raw = raw_papers * 2
    tracemalloc.start()
    read_document(raw, "papers.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * len(raw)


# --- Pages ----------------------------------------------------------------------------------------


def test_heads_feet_and_page_numbers_go():
    pages = [
        [(20, -1, "The same head"), (20, 5, f"Text {letter}"), (180, 37, f"Side {at + 7} af 9")]
        for at, letter in enumerate("abcd")
    ]
    assert blocks(*pages) == ["Text a", "Text b", "Text c", "Text d"]
    text = "\f".join(f"hoved\ntext {word}\n\n{at + 6}\n" for at, word in enumerate("abcd"))
    assert [line.text for line in from_text(text, "p").lines] == [f"text {w}" for w in "abcd"]


def test_rows_alike_at_the_edges_of_pages_stay():
    # The last row of a page and the first of the next differ in their day only.
    pages = [
        [(20, 12, "Text before"), (20, 20, "12. maj 2024 Onlinekursus")],
        [(20, 8, "14. maj 2024 Onlinekursus"), (20, 12, "Text behind")],
    ]
    assert len([b for b in blocks(*pages) if "Onlinekursus" in b]) == 2


def test_a_head_of_a_table_on_every_page_stays():
    page = [*grid([20, 120, 300], [6, 8]), (25, 6, "Kommune"), (125, 6, "Antal")]
    assert blocks(page, page, page).count("Kommune") == 3


@pytest.mark.parametrize(
    ("widths", "blanks", "parts"),
    [
        ([40, 8, 61, 22, 35], [14, 14.02, 13.5, 14], 1),  # justified; kerning beside a quote
        ([40, 8, 61, 22, 35], [14, 52, 9.3, 38], 4),  # a row of a table
        ([22, 22, 22, 22, 22], [14, 14, 14, 14], 5),  # years that head columns
        ([40, 8], [14], 2),
    ],
)
def test_wide_blanks_of_one_width_part_no_cells(widths, blanks, parts):
    words, x = [], 20.0
    for width, blank in zip(widths, [*blanks, 0], strict=True):
        words.append(Word("word", x, 0, x + width, 10, 10))
        x += width + blank
    assert len(Line(tuple(words), Place(1, 1)).parts(9.5)) == parts


def test_of_a_long_agenda_only_the_pages_that_matter_are_read_closely(monkeypatch):
    read, real = [], pdf.read_page
    monkeypatch.setattr(pdf, "read_page", lambda d, n: read.append(n) or real(d, n))
    filler = [[(20, line, "Referatet blev godkendt på mødet i udvalget.") for line in range(9)]]
    about = [[(20, 9, "Resultatkontrakt for Erhvervshus Midtjylland 2024")]]
    document = module._from_pdf(drawn(*filler * 60, *about, *filler * 60), "agenda.pdf")
    assert read == [59, 60, 61]
    assert [line.place.page for line in document.lines if "kontrakt" in line.text] == [61]
    assert len(document.pages) == 3


def test_more_pages_than_papers_have_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    with pytest.raises(SourceError, match="has 3 pages; 1 to 2 are read"):
        module._from_pdf(drawn(*[[(20, 0, "text")]] * 3), "papers.pdf")
