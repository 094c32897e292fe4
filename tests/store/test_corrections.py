"""Declared corrections: applied as declared, told everywhere, refused when they no longer fit."""

import pytest

import midtjylland
from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.store.build import build
from midtjylland.store.corrections import load_corrections
from midtjylland.store.verify import verify

# What the papers print, 6.9 %, does not fit 178 of 2729 firms, which are 6.5 %. The correction
# itself is made up: nobody published one.
CORRECTION = """\
- table: guidance_by_municipality
  row: {municipality: Skanderborg}
  column: guided_share_pct
  expected: 6.9
  value: 6.5
  why: a misprint in a test
  published_by: SYNTETISK office
  date: 2023-01-31
"""


pytestmark = pytest.mark.usefixtures("read_before")


def declare(data_dir, text):
    path = data_dir / "corrections" / "2021.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_it_replaces_the_value_and_is_told_in_findings_and_descriptor(data_dir):
    declare(data_dir, CORRECTION)
    build(2021, data_dir)
    frame = midtjylland.load("guidance_by_municipality", 2021, data_dir)
    shares = frame.set_index("municipality")["guided_share_pct"]
    assert shares["Skanderborg"] == 6.5 and shares["Aarhus"] == 28.7
    findings = midtjylland.load("findings", 2021, data_dir)
    (told,) = findings[findings["check"] == "corrected"].to_dict("records")
    assert (told["severity"], told["source_line"]) == ("info", 463)
    for said in ("6.9", "6.5", "a misprint in a test", "SYNTETISK office", "31 January 2023"):
        assert said in told["message"]
    descriptor = (data_dir / "processed" / "2021" / "datapackage.json").read_text("utf-8")
    assert '"corrections/2021.yaml"' in descriptor and "SYNTETISK office" in descriptor


def test_check_notices_a_correction_that_came_or_went_after_the_build(data_dir):
    assert verify(data_dir) == []
    path = declare(data_dir, CORRECTION)
    (problem,) = verify(data_dir)
    assert "corrections" in problem and "run midtjylland build --year 2021" in problem
    build(2021, data_dir)
    assert verify(data_dir) == []
    path.unlink()
    assert len(verify(data_dir)) == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Skanderborg}", "Skanderberg}", "municipality Skanderberg fits no row any more"),
        ("expected: 6.9", "expected: 6.8", "expected to be 6.8, it was read as 6.9"),
        ("value: 6.5", "value: 6.9", "is 6.9 already; remove this correction"),
        ("value: 6.5", "value: 650", "must be at most 100"),
        ("value: 6.5", "value: many", "guided_share_pct 'many' is no number"),
        ("{municipality: Skanderborg}", "{population_share_pct: 3.5}", "fits 2 rows"),
        ("guided_share_pct", "guided_share", "has no column guided_share"),
        ("guided_share_pct", "source_line", "says where a row stands"),
    ],
)
def test_a_correction_that_does_not_fit_refuses_the_build(data_dir, capsys, old, new, why):
    path = declare(data_dir, "# corrections of a test\n" + CORRECTION.replace(old, new))
    before = (data_dir / "processed" / "2021" / "findings.csv").read_bytes()
    assert main(["build", "--data", str(data_dir)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {path}, line 2: ") and why in said and said.count("\n") == 1
    assert (data_dir / "processed" / "2021" / "findings.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        (CORRECTION, "table: mea_modules\n", 1, "this must be a list"),
        ("  why: a misprint in a test\n", "", 1, "why is missing; add it"),
        ("table: guidance_by_municipality", "table: guidance", 1, "there is no table guidance"),
    ],
)
def test_mistakes_in_the_file_are_told_with_their_line(data_dir, old, new, line, why):
    assert old in CORRECTION
    path = declare(data_dir, CORRECTION.replace(old, new))
    with pytest.raises(MidtjyllandError) as refused:
        load_corrections(data_dir, 2021)
    assert any(
        problem.startswith(f"{path}, line {line}: ") and why in problem
        for problem in refused.value.problems
    ), refused.value.problems


@pytest.mark.parametrize(
    ("table", "row", "column", "expected", "value"),
    [
        ("mea_modules", "module_no: 3", "start_date", "2021-02-01", "2021-02-02"),
        ("mea_modules", "module_no: 3", "delivery", "unstated", "in_person"),
        ("green_guidance", "year: 2022", "is_approximate", "true", "false"),
        ("climate_projects", "project: coast_to_coast, place: action_plan", "partners", "31", ""),
        ("climate_projects", "project: circular_economy, place: action_plan", "partners", "", "27"),
    ],
)
def test_values_of_every_type(data_dir, table, row, column, expected, value):
    text = CORRECTION.replace("guidance_by_municipality", table)
    text = text.replace("municipality: Skanderborg", row).replace("guided_share_pct", column)
    text = text.replace("expected: 6.9", f"expected: {expected}")
    declare(data_dir, text.replace("value: 6.5", f"value: {value}"))
    findings = build(2021, data_dir).findings
    told = next(f.message for f in findings if f.check == "corrected")
    assert f" {expected or 'empty'} was corrected to {value or 'empty'}" in told


def test_no_file_and_an_empty_one_correct_nothing(data_dir):
    assert load_corrections(data_dir, 2021) == []
    declare(data_dir, "# none yet\n")
    assert load_corrections(data_dir, 2021) == []
