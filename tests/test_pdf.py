"""PDFs by their own geometry: cells, columns and pages in reading order, or a clear refusal."""

import io
import logging
import re
import subprocess
import sys

import pdfplumber
import pytest
from paperkit import read
from papers.variants import cut_off, scanned
from pdfminer import settings
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from reportlab.pdfgen.canvas import Canvas

from midtjylland import document as document_module
from midtjylland import pdf as module
from midtjylland.core.findings import SourceError
from midtjylland.document import read_document

WIDTH, HEIGHT, SIZE, PITCH = 400, 500, 10, 12


def drawn(*pages):
    """PDF of pages, each a list of `(x, line, text)`, `(x0, line, x1, line)` rules and calls."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", SIZE)
        for item in page:
            if callable(item):
                item(canvas)
            elif len(item) == 3:
                x, line, text = item
                canvas.drawString(x, height(line) - SIZE, text)
            else:
                x0, first, x1, last = item
                canvas.line(x0, height(first), x1, height(last))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def height(line):
    """Upper edge of a line of the page, from below as a canvas wants it."""
    return HEIGHT - 30 - line * PITCH


def column(x, first, text):
    return [(x, first + at, line) for at, line in enumerate(text.split("\n"))]


def grid(xs, lines):
    """Rules of a table; half a point is left between a rule and the next line of text."""
    level = [(xs[0], line - 0.1, xs[-1], line - 0.1) for line in lines]
    return level + [(x, lines[0] - 0.1, x, lines[-1] - 0.1) for x in xs]


def stream(raw):
    return read_document(raw, "papers.pdf").text.split("\n")


# --- Tables ---------------------------------------------------------------------------------------


def test_a_table_is_read_cell_by_cell_with_its_empty_paragraphs():
    # Row 1: two lines beside one; row 2: an empty cell, and text below two empty paragraphs.
    page = [
        *grid([20, 120, 300], [0, 2, 6]),
        *column(25, 0, "a\nb"),
        (125, 0, "c"),
        *column(125, 2, "d\n\n\ne"),
        (20, 6, "after"),
    ]

    assert stream(drawn(page)) == ["a", "b", "", "c", "", " ", "", "d", " ", " ", "e", "", "after"]


def test_empty_paragraphs_above_the_first_line_of_a_cell_count():
    page = [*grid([20, 120, 300], [0, 3]), *column(25, 0, "a\nb\nc"), (125, 2, "d")]

    assert stream(drawn(page)) == ["a", "b", "c", "", " ", " ", "d", ""]


def test_a_cell_over_several_rows_comes_before_them():
    page = [
        *grid([20, 120, 300], [0, 4]),
        (120, 1.9, 300, 1.9),
        (25, 0, "both"),
        (125, 0, "upper"),
        (125, 2, "lower"),
    ]

    assert stream(drawn(page)) == ["both", "", "upper", "", "lower", ""]


def test_a_table_in_a_cell_stands_at_its_place_in_it():
    inner = grid([130, 200, 290], [2, 3, 4])
    page = [
        *grid([20, 120, 300], [0, 6]),
        (25, 0, "goal"),
        (125, 0, "before"),
        *inner,
        (135, 2, "Odder"),
        (205, 2, "44"),
        (135, 3, "Samsø"),
        (205, 3, "12"),
        (125, 4.5, "behind"),
    ]

    found = [line for line in stream(drawn(page)) if line.strip()]
    assert found == ["goal", "before", "Odder", "44", "Samsø", "12", "behind"]


def test_a_table_without_outer_verticals_is_one():
    level = [(20, line - 0.1, 300, line - 0.1) for line in (0, 2, 4)]
    words = [(25, 0, "a"), (25, 1, "b"), (125, 0, "c"), (25, 2, "d"), (125, 2, "e")]

    assert stream(drawn([*level, (120, -0.1, 120, 3.9), *words])) == [
        *("a", "b", "", "c", "", "d", "", "e", "")
    ]


def test_rules_drawn_as_thin_rectangles_in_pieces_are_rules():
    def draw(canvas):
        for line in (0, 2, 4):
            for x0, x1 in ((20, 119.5), (120.5, 300)):
                canvas.rect(x0, height(line), x1 - x0, 0.5, stroke=0, fill=1)
        for x in (20, 120, 300):
            for line in (2, 4):
                canvas.rect(x, height(line), 0.5, 2 * PITCH - 0.5, stroke=0, fill=1)

    words = [(25, 0, "a"), (125, 0, "b"), (25, 2, "c"), (125, 2, "d"), (125, 3, "e")]

    assert stream(drawn([draw, *words])) == ["a", "", "b", "", "c", "", "d", "e", ""]


def test_outlined_boxes_and_forms_within_the_page_are_read():
    def draw(canvas):
        for x, line in ((20, 0), (120, 0), (20, 2), (120, 2)):
            canvas.rect(x, height(line + 2), 100, 2 * PITCH, stroke=1, fill=0)
        canvas.beginForm("form")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(125, height(2) - SIZE, "d in a form")
        canvas.endForm()
        canvas.doForm("form")

    page = [(25, 0, "a"), (125, 0, "b"), (25, 2, "c"), draw]

    assert stream(drawn(page)) == ["a", "", "b", "", "c", "", "d in a form", ""]


def test_text_off_the_page_or_turned_is_not_read():
    def draw(canvas):
        canvas.drawString(WIDTH + 20, 400, "outside")
        canvas.rotate(45)
        canvas.drawString(200, 100, "DRAFT")

    assert stream(drawn([(20, 0, "text"), draw])) == ["text"]


def test_shading_and_underlines_are_no_table():
    def draw(canvas):
        canvas.setFillGray(0.8)
        canvas.rect(20, height(2), 100, 2 * PITCH, stroke=0, fill=1)
        canvas.setFillGray(0)

    page = [draw, (25, 0, "one two"), (25, 0.95, 65, 0.95), (25, 1, "three")]

    assert stream(drawn(page)) == ["one two", "three"]


def test_rules_that_cut_nothing_off_are_passed_over():
    # A pinwheel: no rule reaches from side to side, so there are no rows and no columns.
    rules = [(20, 2, 200, 2), (200, 2, 200, 12), (120, 12, 300, 12), (120, 4, 120, 12)]
    page = [*grid([20, 300], [0, 14]), *rules, (30, 0.5, "a"), (220, 5, "b"), (30, 13, "c")]

    assert [line for line in stream(drawn(page)) if line.strip()] == ["a", "b", "c"]


# --- Columns --------------------------------------------------------------------------------------

LEFT = "one line of prose here\nand a second of them\nwith some more words in"
RIGHT = "another text on the side\nthat must stay in order\nuntil it comes to end"


def test_columns_of_prose_come_one_after_the_other():
    page = [
        (20, 0, "A title over all of the columns of this page, from side to side"),
        *column(20, 2, LEFT),
        *column(200, 2, RIGHT),
        (20, 6, "A line below all of the columns of this page, from side to side"),
    ]
    title, below = page[0][2], page[-1][2]

    assert stream(drawn(page)) == [
        title,
        "",
        *LEFT.split("\n"),
        "",
        *RIGHT.split("\n"),
        "",
        below,
        "",
    ]


def test_rows_without_rules_stay_rows():
    days = "\n".join(f"{day}. marts 2021" for day in range(1, 6))
    titles = "\n".join(f"Title number {number} of the course list" for number in "abcde")
    page = [*column(20, 0, days), *column(200, 0, titles)]

    assert stream(drawn(page)) == [
        f"{a} {b}" for a, b in zip(days.split("\n"), titles.split("\n"), strict=True)
    ]


def test_figures_in_many_columns_stay_rows():
    page = [(20 + 40 * x, y, f"{x}{y}") for x in range(8) for y in range(6)]

    assert stream(drawn(page)) == [" ".join(f"{x}{y}" for x in range(8)) for y in range(6)]


def test_a_raised_sign_belongs_to_its_word():
    def draw(canvas):
        canvas.drawString(20, 400, "CO")
        start = 20 + canvas.stringWidth("CO", "Helvetica", SIZE)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(start, 397, "2")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(start + 6, 400, "og mere")

    assert stream(drawn([draw])) == ["CO2 og mere"]


# --- Pages ----------------------------------------------------------------------------------------


def test_headers_and_footers_go_and_repeated_cells_stay():
    pages = [
        [
            (20, -1, "The same head on every page"),
            *grid([20, 120, 300], [0, 1]),
            (25, 0, "Samsø"),
            (125, 0, "12"),
            (20, 3, f"Text {'abcd'[number]} of the page"),
            (180, 37, f"{number + 7}"),
        ]
        for number in range(4)
    ]

    document = read_document(drawn(*pages), "papers.pdf")
    assert document.text.split() == [
        word for letter in "abcd" for word in ("Samsø", "12", "Text", letter, "of", "the", "page")
    ]
    # The head is line 1 and the table line 2, so the text is line 3 of each page.
    at = [document.place(match.start()) for match in re.finditer("Text", document.text)]
    assert at == [(1, 3), (2, 3), (3, 3), (4, 3)]
    assert str(at[1]) == "page 2, line 3"


def test_the_first_word_of_a_page_that_others_share_stays():
    # TEMA is as high on three pages as other text is on the fourth: it is no header.
    pages = [[(20, 0, "TEMA"), (20, 2, f"Text {letter}")] for letter in "abc"]

    text = read_document(drawn(*pages, [(20, 0, "Tidsplan"), (20, 2, "Text d")]), "p").text
    assert text.count("TEMA") == 3


def test_lines_are_those_of_another_tool(pdfs):
    document = read(pdfs[2022])
    with pdfplumber.open(pdfs[2022]) as pdf:
        for number, words in ((6, "Skanderborg"), (8, "Ejerskifte – den"), (12, "412 virk")):
            lines = pdf.pages[number - 1].extract_text().split("\n")
            (line,) = [at for at, text in enumerate(lines, start=1) if words in text]
            assert document.place(document.text.index(words)) == (number, line)


def test_pages_that_are_pictures_are_named(pdfs, tmp_path):
    pages = PdfReader(scanned(pdfs[2021], tmp_path / "s.pdf", pages=5)).pages
    own = PdfReader(pdfs[2021]).pages

    document = read_document(joined([own[0], pages[1], own[2], pages[3], own[4]]), "papers.pdf")
    assert document.unread_pages == (2, 4)
    assert document.place(document.text.index("Skanderborg")).page == 5
    with pytest.raises(SourceError, match=r"only pictures on pages 1-2, 4, no text; .*ocrmypdf"):
        read_document(joined([pages[0], pages[1], own[2], pages[3], own[4]]), "papers.pdf")


def test_an_empty_page_is_no_picture():
    document = read_document(drawn([(20, 0, "text")], [], [(20, 0, "more")]), "papers.pdf")

    assert document.unread_pages == ()
    assert document.place(document.text.index("more")) == (3, 1)


def joined(pages):
    writer, buffer = PdfWriter(), io.BytesIO()
    for page in pages:
        writer.add_page(page)
    writer.write(buffer)
    return buffer.getvalue()


# --- What can't be read ---------------------------------------------------------------------------


def refusal(raw):
    with pytest.raises(SourceError) as refused:
        read_document(raw, "papers.pdf")
    message = str(refused.value)
    assert message.startswith("papers.pdf ")
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_locked_pdf_is_refused_and_one_that_opens_is_read(algorithm, capfd):
    raw = drawn([(20, 0, "Samsø"), (20, 2, "12")])

    assert "locked with a password" in refusal(locked(raw, "kkr", algorithm))
    assert stream(locked(raw, "", algorithm)) == stream(raw)
    assert capfd.readouterr() == ("", "")


def locked(raw, password, algorithm):
    """A PDF as another program locks it; an empty password opens for everybody."""
    writer, buffer = PdfWriter(clone_from=io.BytesIO(raw)), io.BytesIO()
    writer.encrypt(password, "owner", algorithm=algorithm)
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 0.999])
def test_a_cut_off_pdf_is_refused(share, pdfs, tmp_path, capfd):
    assert "cut off" in refusal(cut_off(pdfs[2022], tmp_path / "cut.pdf", share).read_bytes())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("raw", [b"%PDF-1.7 ...", b"%PDF-1.4\nno objects\n%%EOF\n"])
def test_what_only_begins_like_a_pdf_is_refused(raw, capfd):
    assert "not really a PDF" in refusal(raw)
    assert capfd.readouterr() == ("", "")


def test_scans_are_refused(pdfs, tmp_path):
    message = refusal(scanned(pdfs[2022], tmp_path / "scan.pdf").read_bytes())

    assert "only pictures on all pages" in message
    assert "ocrmypdf" in message


def test_a_pdf_without_pages_or_text_is_refused():
    assert "no pages" in refusal(joined([]))
    assert "no text" in refusal(drawn([]))


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 2)

    assert "more than 2 pages" in refusal(drawn(*[[(20, 0, "text")]] * 3))


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(document_module, "MAX_BYTES", 1000)

    assert "more than" in refusal(drawn([(20, 0, "text")]) + b" " * 1000)


def test_a_page_that_is_missing_is_noticed():
    raw = drawn([(20, 0, "text")], [(20, 0, "more")])

    assert "says it has 3 pages but holds 2" in refusal(raw.replace(b"/Count 2", b"/Count 3"))


def test_a_changed_byte_in_a_page_is_noticed():
    raw = bytearray(drawn([(20, line, f"Samsø {line} of many lines") for line in range(30)]))
    start = raw.index(b"stream\n") + 60
    raw[start] = ord("b") if raw[start] == ord("a") else ord("a")

    assert "damaged" in refusal(bytes(raw))


def test_letters_without_meaning_are_refused(pdfs):
    writer, buffer = PdfWriter(clone_from=pdfs[2022]), io.BytesIO()
    for font in writer.pages[2]["/Resources"]["/Font"].values():
        font.get_object().pop(NameObject("/ToUnicode"), None)
        font.get_object()[NameObject("/Encoding")] = NameObject("/Identity-H")
    writer.write(buffer)

    message = refusal(buffer.getvalue())
    assert "garbled on page" in message
    assert "ocrmypdf" in message


def test_reading_text_loads_no_pdf_library():
    code = (
        "import sys; from midtjylland.document import read_document; read_document(b'x', 'x.txt');"
        "sys.exit('pdfplumber' in sys.modules or 'pdfminer' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_leaves_the_library_as_it_was():
    before = (settings.STRICT, logging.getLogger("pdfminer").level)
    refusal(b"%PDF-1.4\nno objects\n%%EOF\n")
    read_document(drawn([(20, 0, "text")]), "papers.pdf")
    assert (settings.STRICT, logging.getLogger("pdfminer").level) == before


def test_every_word_of_the_papers_is_in_the_stream(pdfs):
    # Against pdfplumber's own words; the furniture is the difference, and nothing is twice.
    document = read(pdfs[2022])
    with pdfplumber.open(pdfs[2022]) as pdf:
        words = [word["text"] for page in pdf.pages for word in page.extract_words()]
    furniture = "SYNTETISK TESTDOKUMENT – ikke fra KKR Midtjylland"
    kept = re.sub(rf"{furniture}|Side [0-9]+ af [0-9]+", " ", " ".join(words)).split()
    assert sorted(document.text.split()) == sorted(kept)
