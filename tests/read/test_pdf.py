"""A PDF's pages as a reader sees them, from small PDFs drawn here."""

import io

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers.draw import HEIGHT, SIZE, WIDTH, changed, drawn, grid, height
from PIL import Image
from pypdf.generic import RectangleObject
from reportlab.lib.utils import ImageReader

from midtjylland.core.findings import SourceError
from midtjylland.read import document
from midtjylland.read.document import read_document
from midtjylland.read.pages import Word, to_lines
from midtjylland.read.pdf import join_touching

TEXT = [(20, 2, "Skanderborg 4,7% 188"), (20, 4, "Samsø 0,3% 12")]
LINES = ["Skanderborg 4,7% 188", "Samsø 0,3% 12"]


def lines(raw):
    return [line.text for line in read_document(raw, "papers.pdf").lines]


def test_words_rules_and_lines_with_their_places():
    document = read_document(drawn([*TEXT, *grid([20, 120, 300], [0, 3])]), "papers.pdf")
    (page,) = document.pages
    assert [(line.text, *line.place) for line in page.lines] == [(LINES[0], 1, 1), (LINES[1], 1, 2)]
    assert (page.width, page.height, page.is_picture) == (WIDTH, HEIGHT, False)
    word = page.lines[0].words[0]
    assert word.x0 == pytest.approx(20, abs=1)
    assert word.bottom == pytest.approx(HEIGHT - height(2) + 1.25 * SIZE, abs=1)
    assert len([rule for rule in page.rules if rule.across]) == 2
    assert {round(rule.x0) for rule in page.rules if not rule.across} == {20, 120, 300}


def test_letters_set_apart_make_one_word():
    def spaced(canvas):
        canvas.drawString(20, height(1), "Nationale mål – ens for alle erhvervshuse", charSpace=1.2)

    assert lines(drawn([spaced, *TEXT]))[0] == "Nationale mål – ens for alle erhvervshuse"


def test_rules_are_found_however_they_are_drawn():
    def boxes(canvas):
        for x in (20, 120):
            canvas.rect(x, height(2), 100, 24, stroke=1, fill=0)

    def thin(canvas):
        canvas.rect(20, height(2), 200, 0.5, stroke=0, fill=1)
        canvas.rect(120, height(2), 0.5, 24, stroke=0, fill=1)

    def form(canvas):
        canvas.beginForm("form")
        thin(canvas)
        canvas.endForm()
        canvas.doForm("form")

    def shading(canvas):
        canvas.setFillGray(0.8)
        canvas.rect(20, height(2), 100, 24, stroke=0, fill=1)
        canvas.setFillGray(0)

    for draw, uprights in ((boxes, {20, 120, 220}), (thin, {120}), (form, {120}), (shading, set())):
        (page,) = read_document(drawn([draw, *TEXT]), "p.pdf").pages
        assert {round(r.x0) for r in page.rules if not r.across} == uprights, draw.__name__


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_stored_on_its_side_is_read_upright(turned):
    # The page is turned for the reader, and so is what is written on it.
    def draw(canvas):
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turned)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        for x, line, text in [(60, 5, LINES[0]), (60, 7, LINES[1])]:
            canvas.drawString(x, height(line), text)

    raw = drawn([draw])
    assert lines(changed(raw, lambda pdf: pdf.pages[0].rotate(turned))) == LINES
    assert lines(raw) == LINES


def test_parts_of_a_word_that_touch_are_one():
    """As pdfium gives the letters of some pages that are turned upside down."""
    said = [(".", 29, 32), ("kr", 20, 29), ("ækst", 59.4, 80), ("V", 54, 60)]
    cells = [("4", 100, 106), ("Godkendt", 106, 150)]
    words = [Word(text, x0, 10, x1, 20, 10) for text, x0, x1 in [*said, *cells]]
    (line,) = to_lines(join_touching(words), 1)
    assert [word.text for word in line.words] == ["kr.", "Vækst", "4", "Godkendt"]


def test_slanted_text_is_a_watermark():
    def draw(canvas):
        canvas.rotate(45)
        canvas.drawString(200, 100, "UDKAST 2020")

    assert lines(drawn([*TEXT, draw])) == LINES


@pytest.mark.parametrize("shift", [0, 0.3, 0.6])
def test_letters_drawn_twice_for_bold_count_once(shift):
    twice = [(x + shift, line, text) for x, line, text in TEXT]
    assert lines(drawn([*TEXT, *twice])) == LINES


def test_equal_letters_side_by_side_all_count():
    assert lines(drawn([(20, 0, "1111 2222 llll iiii")])) == ["1111 2222 llll iiii"]


def test_text_outside_of_the_visible_page_is_not_read():
    def crop(pdf):
        pdf.pages[0].cropbox = RectangleObject((0, 0, WIDTH, height(3)))

    assert lines(changed(drawn(TEXT), crop)) == LINES[1:]
    assert lines(drawn([*TEXT, (WIDTH + 20, 0, "outside"), (-200, 0, "outside")])) == LINES


def invisible(text):
    def draw(canvas):
        pen = canvas.beginText(20, height(8))
        pen.setTextRenderMode(3)
        pen.textLine(text)
        canvas.drawText(pen)

    return draw


def picture(canvas):
    grey = io.BytesIO()
    Image.new("L", (8, 8), 200).save(grey, "PNG")
    canvas.drawImage(ImageReader(grey), 0, 0, WIDTH, HEIGHT)


def test_invisible_text_on_a_page_with_text_is_left_out():
    assert lines(drawn([*TEXT, invisible("Skanderborg 9,9% 999")])) == LINES


def test_recognised_text_under_a_picture_is_read():
    document = read_document(drawn([picture, invisible("Samsø 0,3% 12")]), "papers.pdf")
    assert [line.text for line in document.lines] == ["Samsø 0,3% 12"]
    assert document.pictures == ()


def test_pages_that_are_pictures_are_named_and_an_empty_page_is_none():
    document = read_document(drawn(TEXT, [picture], [], [(20, 0, "mere")]), "papers.pdf")
    assert document.pictures == (2,)
    assert [line.place.page for line in document.lines] == [1, 1, 4]


def test_the_raised_mark_of_a_footnote_is_no_part_of_the_line():
    def draw(canvas):
        canvas.drawString(20, 400, "Lemvig 42")
        start = 20 + canvas.stringWidth("Lemvig 42", "Helvetica", SIZE)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(start, 404, "1")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(start + 9, 400, "1,5%")

    assert lines(drawn([draw])) == ["Lemvig 42 1,5%"]


def test_a_small_number_beside_a_heading_of_another_column_is_no_mark():
    def draw(canvas):
        canvas.setFont("Helvetica", 7)
        canvas.drawString(20, 404, "Lemvig 1,4")
        canvas.drawString(80, 404, "33")
        canvas.setFont("Helvetica", 13)
        canvas.drawString(200, 400, "Handlingsplan")

    assert lines(drawn([draw])) == ["Lemvig 1,4 33 Handlingsplan"]


@pytest.fixture(scope="module")
def fonts():
    """A font with ligatures and private letters, whose letters the file maps to Unicode."""
    from papers.build import Face, _face

    face = _face({"font": "sans", "size": 9})
    assert isinstance(face, Face)
    return face.regular


def written(font, text):
    def draw(canvas):
        canvas.setFont(font, SIZE)
        canvas.drawString(20, height(9), text)

    return draw


def remapped(raw, old, new):
    """A PDF whose font maps a letter to another one, as Word's fonts of pictures do."""

    def change(pdf):
        for font in pdf.pages[0]["/Resources"]["/Font"].values():
            mapping = font.get_object().get("/ToUnicode")
            if mapping is not None:
                stream = mapping.get_object()
                stream.set_data(stream.get_data().replace(old, new))

    return changed(raw, change)


def test_ligatures_and_private_letters_are_read(fonts):
    raw = drawn([written(fonts, "§ e\ufb00ekt 12")])
    assert lines(remapped(raw, b"<00A7>", b"<F0B7>")) == ["• effekt 12"]


def test_letters_without_meaning_harm_only_their_place(fonts):
    raw = remapped(drawn([written(fonts, "§§ virksomheder"), *TEXT]), b"<00A7>", b"<FFFD>")
    (page,) = read_document(raw, "papers.pdf").pages
    assert [line.text for line in page.lines if "virk" not in line.text] == LINES


# --- What can't be read ---------------------------------------------------------------------------


def refusal(raw):
    with pytest.raises(SourceError) as refused:
        read_document(raw, "papers.pdf")
    (message,) = refused.value.problems
    assert message.startswith("papers.pdf ")
    return message


def test_a_file_that_is_only_named_like_a_pdf_is_refused_as_none():
    assert "is no PDF" in refusal(b"\xff\xfe%PDF cut off in front")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_locked_pdf_is_refused_and_one_that_opens_is_read(algorithm, capfd):
    def locked(password):
        return changed(drawn(TEXT), lambda pdf: pdf.encrypt(password, "owner", algorithm=algorithm))

    assert "locked by a password" in refusal(locked("kkr"))
    assert lines(locked("")) == LINES
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("raw", [b"%PDF-1.7 ...", b"%PDF-1.4\nno objects\n%%EOF\n"])
def test_a_damaged_pdf_is_refused(raw, capfd):
    assert "a damaged PDF" in refusal(raw)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_pdf_cut_off_is_refused_or_read_whole(share):
    # pdfium rebuilds the list of what a file holds; what it then shows must be all of it.
    raw = drawn(*[[(20, 2, f"Side {number} af papirerne")] for number in range(8)])
    try:
        found = lines(raw[: int(len(raw) * share)])
    except SourceError:
        return
    assert len(found) == 8


def refers_to_itself(canvas):
    canvas.beginForm("form")
    canvas.drawString(20, 20, "Samsø 12")
    canvas.doForm("form")
    canvas.doForm("form")
    canvas.endForm()
    canvas.doForm("form")


def test_what_never_ends_or_fills_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(document, "MEMORY_BYTES", 200 * 2**20)
    assert "can't be read" in refusal(drawn([refers_to_itself]))
    monkeypatch.setattr(document, "SECONDS", 0.05)
    # So few pages are read whole, which takes far longer than this.
    assert "more than 0.05 seconds" in refusal(drawn(*[TEXT * 50] * 40))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=4)), min_size=1, max_size=8))
def test_any_damage_to_a_pdf_is_read_or_refused_with_a_sentence(damages):
    raw = bytearray(drawn(TEXT))
    for place, put in damages:
        at = int(place * len(raw))
        raw[at : at + len(put)] = put
    try:
        read_document(b"%PDF-1.4\n" + bytes(raw), "papers.pdf")
    except SourceError as error:
        assert str(error).startswith("papers.pdf ") and "\n" not in str(error)


def test_a_pdf_of_pictures_is_refused_with_the_next_step():
    assert "recognise its text (OCR) first" in refusal(drawn([picture], [picture]))


def test_words_of_the_papers_are_those_of_another_tool(pdfs):
    # pdfplumber's words; which words stand apart differs, so letters are compared page by page.
    document = read_document(pdfs[2022].read_bytes(), "papers.pdf")
    with pdfplumber.open(pdfs[2022]) as pdf:
        for ours, theirs in zip(document.pages, pdf.pages, strict=True):
            text = "".join(word["text"] for word in theirs.extract_words())
            missing = sorted("".join("".join(line.text.split()) for line in ours.lines))
            for letter in missing:
                assert letter in text
            # Furniture is all that may be missing: two lines in the margins.
            assert 0 <= len(text) - len(missing) < 120
