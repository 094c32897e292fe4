"""Climate plans: sums, time and the two parts of the papers."""

from pydantic import ValidationError

from midtjylland.check.dk2020 import check_dk2020
from midtjylland.core.schemas import Dk2020Cohorts, frame_of
from midtjylland.declared.region import load_region


def checks(cohorts, year=2021, **totals):
    names = ("cohort", "municipalities", "status", "approved_so_far", "source_line")
    stated = [
        {"table": "dk2020_cohorts", "quantity": name, "value": value, "unit": "count"}
        for name, value in totals.items()
    ]
    rows = [dict(zip(names, (*cohort, n), strict=True)) for n, cohort in enumerate(cohorts, 1)]
    frames = {
        "dk2020_cohorts": frame_of("dk2020_cohorts", rows),
        "stated_totals": frame_of("stated_totals", stated),
    }
    found = check_dk2020(frames, load_region(), year)
    return {(f.severity, f.check): f.message for f in found}


GOOD = [("pilot", 4, "approved", None), ("2022", 8, "expected", 5), ("2023", 7, "expected", None)]


def test_nothing_is_said_of_what_adds_up():
    assert checks(GOOD, municipalities=19, pilot_municipalities_action_plan=4) == {}
    assert checks([], municipalities=19) == {}


def test_cohorts_against_the_stated_total():
    found = checks(GOOD[:2], municipalities=19)
    message = found["error", "cohorts-against-total"]
    assert "12" in message
    assert "19" in message


def test_without_a_stated_total_the_region_proves():
    assert set(checks(GOOD)) == {("warning", "stated-total-missing")}
    assert ("error", "cohorts-against-total") in checks(GOOD[1:])


def test_another_number_than_the_regions_is_told():
    assert set(checks(GOOD[:2], municipalities=12)) == {("warning", "region-against-total")}


def test_a_cohort_holds_its_approved():
    beyond = [("2021", 12, "approved", None), ("2022", 7, "approved", 8)]
    found = checks(beyond, year=2022, municipalities=19)
    assert set(found) == {("error", "approved-beyond-cohort")}


def test_status_against_time():
    late = [("2020", 12, "expected", None), ("2023", 7, "approved", None)]
    found = checks(late, municipalities=19)
    assert set(found) == {("warning", "status-against-time")}


def test_the_action_plan_agrees_on_the_pilots():
    found = checks(GOOD, municipalities=19, pilot_municipalities_action_plan=5)
    assert set(found) == {("warning", "places-differ")}


def test_what_a_cohort_may_be_called():
    def is_valid(cohort):
        row = {"cohort": cohort, "municipalities": 7, "status": "approved", "approved_so_far": 1}
        try:
            Dk2020Cohorts(**row, source_page=1, source_line=1, source_file="papers.pdf")
        except ValidationError:
            return False
        return True

    assert all(map(is_valid, ["pilot", "2026", "første runde", "Første", "Hold 2", "2. hold"]))
    assert not any(map(is_valid, ["20", "7 kommuner", "20267", "Hold 12"]))
    assert (
        checks([("Hold 1", 7, "approved", 7), ("Hold 2", 12, "expected", 3)], municipalities=19)
        == {}
    )
