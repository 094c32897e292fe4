"""What is declared, and where the papers may say it in other words."""

import pytest

from midtjylland.cli import main
from midtjylland.declared.region import describe_region, load_region
from midtjylland.read.document import from_text
from midtjylland.store.unread import nearest_lines

# A contract report without tables, which writes `SMV:Grøn` otherwise than it is declared.
PAPERS = """\
Resultatkontrakt 2022: opfyldelse af kontrakt for Erhvervshus Midtjylland
Status for klimastrategien
Under SMV-Grøn er der givet 12 tilsagn
Andet
"""


@pytest.fixture
def data(tmp_path):
    source = tmp_path / "papers.txt"
    source.write_text(PAPERS, "utf-8")
    assert main(["ingest", str(source), "--year", "2022", "--data", str(tmp_path / "data")]) == 3
    return tmp_path / "data"


def test_the_likest_lines_come_first_and_those_with_figures_before():
    text = "DK-2020\nDK2020\nom DK2020 med 3 planer\nnoget andet\nDK"
    found = nearest_lines(["-DK2020", "Klimaalliance"], [from_text(text, "a.txt")])
    assert [(each.line.place.line, each.alike == 100) for each in found] == [
        (2, True),
        (3, True),
        (1, False),
    ]
    assert {each.word for each in found} == {"DK2020"}
    found = nearest_lines(["klima"], [from_text("klima\nklima 7", "a.txt")])
    assert [each.line.place.line for each in found] == [2, 1]


def test_region_shows_what_is_declared_and_what_was_not_found(data, capsys):
    capsys.readouterr()
    assert main(["region", "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "\n".join(describe_region(load_region(data))) in said
    part = said.split("green_grants was not found in the papers of 2022")[1]
    assert "line 3 (like SMV:Grøn): Under SMV-Grøn er der givet 12 tilsagn" in part
    assert "transcribe green_grants --year 2022" in part
    # Totals stand beside other tables; they have no words of their own.
    assert "stated_totals was" not in said


def test_a_copy_is_written_once_and_used_from_then_on(tmp_path, capsys):
    arguments = ["region", "--copy", "--data", str(tmp_path / "data")]
    assert main(arguments) == 0
    path = tmp_path / "data" / "region.yaml"
    text = path.read_text("utf-8").replace("name: Midtjylland", "name: Elsewhere", 1)
    path.write_text(text, "utf-8")
    assert load_region(tmp_path / "data").name == "Elsewhere"
    assert main(arguments) == 1
    assert "is there already and is read; edit that" in capsys.readouterr().err
    assert path.read_text("utf-8") == text
