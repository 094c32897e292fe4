"""Where a figure came from, against the stored text itself and against other PDF readers."""

import hashlib
import io
import re
import shutil
from pathlib import Path

import pytest
import yaml
from PIL import Image
from pypdf import PdfReader, PdfWriter

import midtjylland
from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.read.document import read_document
from midtjylland.read.picture import draw_line
from midtjylland.store.build import build, ingest
from midtjylland.store.raw import sidecar_path

NAME = "kkr-midtjylland-meeting-papers-2022-11.txt"
PAPERS = Path(__file__).parents[1] / "data" / "raw" / "2021" / NAME
HOSTILE = re.compile("[\u0080-\u009f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Data folder with the real papers as text, and with the synthetic ones of 2022 as PDF."""
    from papers.build import build_year

    folder = tmp_path_factory.mktemp("explain")
    ingest([PAPERS], folder / "data")
    ingest([build_year(2022, folder / "synthetic.pdf")], folder / "data")
    return folder / "data"


@pytest.fixture
def own(built, tmp_path):
    """A copy of it, to damage."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def one(table, year, row, data):
    (found,) = midtjylland.explain(table, year, row, data).rows
    return found


def own_line(row):
    return next(line.text for line in row.lines if line.place == row.place)


def test_a_row_is_shown_with_the_lines_around_it(built):
    row = one("mea_modules", 2021, 3, built)
    # Line 567 as any editor shows it.
    stored = PAPERS.read_text("utf-8").split("\n")
    assert (row.file, row.place) == (NAME, (None, 567))
    assert own_line(row) == stored[566].strip() == "1. februar 2021 Spørgsmål der flytter"
    assert [line.place.line for line in row.lines] == [563, 565, 567, 569, 571]
    assert row.values["start_date"] == "2021-02-01"
    assert row.values["participants"] == "(empty)"


@pytest.mark.parametrize(
    ("table", "name", "numbers"),
    [
        ("guidance_by_municipality", "Skanderborg", [14]),
        ("guidance_by_municipality", "skanderborg ", [14]),
        ("contract_goals", "1b", [2]),
        ("contract_indicators", "net_promoter_score", [4]),
        ("mea_modules", "spørgsmål der flytter", [3]),
        ("dk2020_cohorts", "pilot", [1]),
        ("mea_modules", "3", [3]),
        # A number that no row has may be a name.
        ("dk2020_cohorts", "2023", [3]),
        # A part of a name, where no row has the whole.
        ("guidance_by_municipality", "djurs", [8, 17]),
        ("guidance_by_municipality", "Århus", [19]),
    ],
)
def test_a_row_goes_by_its_number_or_its_name(built, table, name, numbers):
    # Rows of the committed tables, counted by eye.
    assert [row.number for row in midtjylland.explain(table, 2021, name, built).rows] == numbers


def test_findings_are_told_at_the_row_they_name(built):
    told = midtjylland.explain("guidance_by_municipality", 2021, data_dir=built)
    assert len(told.rows) == 19
    named = {row.values["municipality"]: row.findings for row in told.rows}
    assert "6.9 %" in named["Skanderborg"][0] and named["Lemvig"] == []
    # This data folder has no official population.
    assert [text.split(":")[0] for text in told.findings] == ["info, population-reference"]
    # The papers print shares that are not their count's, so this is no check that was passed.
    assert {"counts-against-total", "municipality-missing"} <= {*told.passed}
    assert "share-against-count" not in told.passed


def test_a_row_of_a_pdf_names_page_and_line(built):
    pages = [page.extract_text() for page in PdfReader(built / "raw/2022/synthetic.pdf").pages]
    told = midtjylland.explain("mea_modules", data_dir=built)
    assert told.year == 2022
    for row in told.rows:
        begin = row.values["title"][:20]
        assert begin in own_line(row) and begin in pages[row.place.page - 1]


@pytest.fixture(scope="module")
def upright(built):
    return frame_of(one("guidance_by_municipality", 2022, "Lemvig", built).picture())


@pytest.mark.parametrize("shown_upright", [True, False])
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_the_picture_frames_the_line_on_turned_pages(turned, shown_upright, built, upright):
    """Turned as stored or as shown, a page has its frame where the upright one has it."""
    writer = PdfWriter()
    for page in PdfReader(built / "raw/2022/synthetic.pdf").pages:
        writer.add_page(page)
        writer.pages[-1].rotate(turned)
        if shown_upright:
            writer.pages[-1].transfer_rotation_to_content()
            writer.pages[-1].rotate(-turned)
    stored = io.BytesIO()
    writer.write(stored)
    turned_pages = read_document(stored.getvalue(), "turned.pdf")
    place = next(line.place for line in turned_pages.lines if line.text.startswith("Lemvig"))
    picture = draw_line(stored.getvalue(), "turned.pdf", place)
    assert frame_of(picture) == pytest.approx(upright, abs=6)


def frame_of(png):
    """Box of the pixels that are as red as the frame; the papers are black on white."""
    image = Image.open(io.BytesIO(png))
    red, green, _ = image.split()
    mask = Image.merge("RGB", (red, green, green)).convert("L", (0.5, -0.5, 0, 0))
    box = mask.point(lambda value: 255 if value > 60 else 0).getbbox()
    assert box and image.width > box[2] - box[0] and image.height > box[3] - box[1]
    return box


def test_a_notebook_shows_the_picture_inline(built):
    shown = midtjylland.explain("guidance_by_municipality", 2022, "Lemvig", built)._repr_html_()
    assert shown.count("<img ") == 1 and 'src="data:image/png;base64,iVBOR' in shown
    assert 'alt="' in shown and "Lemvig" in shown.split('alt="')[1].split('"')[0]
    # Nineteen pictures would be too much for an output; a text has none.
    whole = midtjylland.explain("guidance_by_municipality", 2022, data_dir=built)._repr_html_()
    assert "<img" not in whole
    assert "<img" not in midtjylland.explain("mea_modules", 2021, 3, built)._repr_html_()


def test_the_command_prints_it_and_writes_the_picture(built, tmp_path, capsys):
    path = tmp_path / "place.png"
    arguments = ["explain", "guidance_by_municipality", "--row", "Lemvig", "--data", str(built)]
    assert main([*arguments, "--picture", str(path)]) == 0
    said = capsys.readouterr().out
    row = one("guidance_by_municipality", 2022, "Lemvig", built)
    assert f"synthetic.pdf, page {row.place.page}, line {row.place.line}" in said
    assert f"> {row.place.line}  Lemvig" in said
    assert path.read_bytes() == row.picture()


def test_one_figure_is_told_in_few_lines_and_what_checks_prove_where_asked(built, capsys):
    arguments = ["explain", "contract_indicators", "--year", "2021", "--row", "3"]
    assert main([*arguments, "--data", str(built)]) == 0
    short = capsys.readouterr().out
    assert f"3. {NAME}, line" in short and "(empty)" not in short and short.count("\n") < 15
    assert main([*arguments, "--data", str(built), "--checks"]) == 0
    told = capsys.readouterr().out.removeprefix(short)
    assert told.startswith("   schema: ") and told.count("\n") > 5


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["findings"], "shown with the table that they are about"),
        (["mea_module"], "the nearest are mea_modules"),
        (["mea_modules", "--year", "2021", "--row", "54"], "53 rows"),
        (["mea_modules", "--row", "0"], "from 1 to"),
        (["mea_modules", "--row", " "], "from 1 to"),
        (["mea_modules", "--year", "2031"], "2031 is not published"),
        (["guidance_by_municipality", "--row", "Skanderbrog"], "the nearest are Skanderborg"),
        (["mea_modules", "--year", "2021", "--row", "3", "--picture", "x.png"], "only a PDF"),
        (["mea_modules", "--picture", "x.png"], "say which"),
        (["mea_modules", "--row", "1", "--picture", "x.jpg"], "give it that ending"),
    ],
)
def test_what_is_not_there_is_refused(built, capsys, arguments, why, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["explain", *arguments, "--data", str(built)]) == 1
    said = capsys.readouterr().err
    assert why in said and said.count("\n") == 1
    assert not list(tmp_path.glob("x.*"))


def test_a_changed_document_is_refused(own):
    raw = own / "raw" / "2021" / NAME
    raw.write_bytes(raw.read_bytes().replace(b"178", b"187", 1))
    with pytest.raises(MidtjyllandError, match="not the file its sidecar describes"):
        midtjylland.explain("mea_modules", 2021, 1, own)
    # Changed together with its sidecar, it still is not what the tables were built from.
    sidecar = yaml.safe_load(sidecar_path(raw).read_text("utf-8"))
    sidecar["sha256"] = hashlib.sha256(raw.read_bytes()).hexdigest()
    sidecar_path(raw).write_text(yaml.safe_dump(sidecar), "utf-8")
    with pytest.raises(MidtjyllandError, match="changed since the tables of 2021 were built"):
        midtjylland.explain("mea_modules", 2021, 1, own)
    raw.unlink()
    with pytest.raises(MidtjyllandError, match="is no document of"):
        midtjylland.explain("mea_modules", 2021, 1, own)


@pytest.mark.parametrize(
    "outside", ["../secret.txt", "transcribed/../../secret.txt", "/etc/passwd"]
)
def test_a_source_outside_of_the_raw_folder_is_refused(own, outside):
    secret = own / "raw" / "secret.txt"
    secret.write_text("a secret\n" * 600, "utf-8")
    folder = own / "processed" / "2021"
    table = folder / "mea_modules.csv"
    old = table.read_bytes()
    table.write_bytes(old.replace(NAME.encode(), outside.encode()))
    package = folder / "datapackage.json"
    # A package forged to match, in which the file is a source.
    forged = package.read_text("utf-8")
    for before, after in ((old, table.read_bytes()), (PAPERS.read_bytes(), secret.read_bytes())):
        forged = forged.replace(*(hashlib.sha256(each).hexdigest() for each in (before, after)))
    package.write_text(forged.replace(NAME, outside), "utf-8")
    with pytest.raises(MidtjyllandError, match="is no document of") as refused:
        midtjylland.explain("mea_modules", 2021, 1, own)
    assert "a secret" not in str(refused.value)


def test_a_correction_says_who_and_why(own):
    (own / "corrections").mkdir()
    (own / "corrections" / "2021.yaml").write_text(
        "- table: guidance_by_municipality\n  row: {municipality: Skanderborg}\n"
        "  column: guided_share_pct\n  expected: 6.9\n  value: 6.5\n  why: misprint\n"
        "  published_by: a letter of ours\n  date: 2023-01-31\n",
        "utf-8",
    )
    build(2021, own)
    row = one("guidance_by_municipality", 2021, "Skanderborg", own)
    assert row.values["guided_share_pct"] == "6.5"
    (told,) = [text for text in row.findings if "corrected" in text]
    assert "misprint" in told and "a letter of ours" in told and "6.9" in told


def test_a_transcription_says_by_whom_and_shows_the_place_in_the_papers(own):
    folder = own / "raw" / "2021" / "transcribed"
    folder.mkdir()
    path = folder / "regional_fora.csv"
    shutil.copy(own / "processed" / "2021" / "regional_fora.csv", path)
    signed = "transcribed_by: Åse Ås\ndate: 2023-01-31\nnote: from paper\n"
    sidecar_path(path).write_text(signed, "utf-8")
    build(2021, own)
    told = midtjylland.explain("regional_fora", 2021, 1, own)
    (row,) = told.rows
    assert row.file == "transcribed/regional_fora.csv"
    assert any("Åse Ås" in text and "from paper" in text for text in row.findings)
    assert own_line(row)
    # It was judged, but nothing of it was read.
    assert "unreadable" not in told.passed and "schema" in told.passed
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(MidtjyllandError, match="changed since"):
        midtjylland.explain("regional_fora", 2021, 1, own)


def test_a_withheld_table_shows_where_and_why(own, tmp_path):
    text = PAPERS.read_text("utf-8").replace("11. januar 2021 MEA", "11. januar 2013 MEA")
    papers = tmp_path / "papers.txt"
    papers.write_text(text, "utf-8")
    assert "mea_modules" in ingest([papers], tmp_path / "new")[0].withheld
    told = midtjylland.explain("mea_modules", data_dir=tmp_path / "new")
    places = [row for row in told.rows if row.lines]
    assert any("2013" in own_line(row) and "error, " in row.findings[0] for row in places)


def test_hostile_text_is_escaped_wherever_it_is_shown(tmp_path, capsys):
    bad = "\u009b31m\u202e<script>&"
    text = PAPERS.read_text("utf-8").replace("Spørgsmål der flytter", f"Spørgsmål {bad} flytter")
    papers = tmp_path / "papers.txt"
    papers.write_text(text.replace("Skanderborg 4,7%", f"Skanderborg 4,7% {bad}"), "utf-8")
    main(["ingest", str(papers), "--data", str(tmp_path / "data")])
    main(["region", "--data", str(tmp_path / "data")])
    for table in ("mea_modules", "guidance_by_municipality"):
        main(["explain", table, "--data", str(tmp_path / "data")])
        main(["explain", table, "--row", f"Spørgsmal {bad} x", "--data", str(tmp_path / "data")])
    said = capsys.readouterr()
    assert "script" in said.out and not HOSTILE.search(said.out + said.err)
    assert "\\x9b31m\\u202e" in said.out
    told = midtjylland.explain("mea_modules", data_dir=tmp_path / "data")
    assert not HOSTILE.search(repr(told) + told._repr_html_())
    with pytest.raises(MidtjyllandError, match="the nearest are") as refused:
        midtjylland.explain("mea_modules", row="Spørgsmal der flytter", data_dir=tmp_path / "data")
    assert "script" in str(refused.value) and not HOSTILE.search(str(refused.value))
    assert "<script" not in told._repr_html_() and "&lt;script&gt;&amp;" in told._repr_html_()


def test_an_indicator_is_shown_with_the_texts_of_its_target_and_result(built):
    origin = one("contract_indicators", 2021, 3, built)
    assert origin.values["result_value"] == "75"
    assert "80 pct." in origin.values["target_text"] and "75%" in origin.values["result_text"]
