"""Checks of the climate strategy: green guidance and grants, EU projects, fora."""

from datetime import date

from midtjylland.check.climate import FORA, check_fora, check_green, check_projects
from midtjylland.core.schemas import frame_of


def checks(guidance=(), grants=(), total=None):
    of_guidance = ("year", "guided_firms", "of_guided_firms", "is_approximate", "is_provisional")
    of_grants = ("year", "grants", "total_mdkk", "is_provisional")
    rows = [{**dict(zip(of_guidance, r, strict=True)), "source_line": 1} for r in guidance]
    others = [{**dict(zip(of_grants, r, strict=True)), "source_line": 2} for r in grants]
    stated = {"table": "guidance_by_municipality", "quantity": "guided_firms_all", "unit": "count"}
    frames = {
        "green_guidance": frame_of("green_guidance", rows),
        "green_grants": frame_of("green_grants", others),
        "stated_totals": frame_of("stated_totals", [{**stated, "value": total}] if total else []),
    }
    return [(f.table, f.severity, f.check) for f in check_green(frames, 2021)]


def test_good_years():
    assert checks([(2021, 345, 2860, False, False)], [(2021, 63, 6.0, False)], 2860) == []
    assert checks() == []


def test_part_and_whole():
    assert checks([(2021, 345, 300, False, False)]) == [
        ("green_guidance", "error", "part-beyond-whole")
    ]
    assert checks([(2021, 345, None, False, False)], total=2860) == []
    assert checks([(2021, 345, 2870, False, False)], total=2860) == [
        ("green_guidance", "warning", "places-differ")
    ]


def test_a_lost_unit_shows_in_the_mean():
    assert checks(grants=[(2021, 63, 6000.0, False)]) == [("green_grants", "error", "implausible")]
    assert checks(grants=[(2021, 63, 189.0, False)]) == [("green_grants", "warning", "implausible")]


def test_the_contract_year_is_final():
    assert checks([(2021, 345, 2860, False, True)]) == [
        ("green_guidance", "warning", "contract-year-missing")
    ]


def test_a_later_year_is_provisional_and_in_both_tables():
    guidance = [(2021, 345, 2860, False, False), (2022, 175, 2000, True, True)]
    grants = [(2021, 63, 6.0, False), (2022, 358, 61.0, True)]
    assert checks(guidance, grants) == []
    assert checks(guidance, grants[:1]) == [("green_grants", "warning", "year-missing")]
    assert checks(guidance[:1], grants) == [("green_guidance", "warning", "year-missing")]
    assert checks(guidance, [grants[0], (2022, 358, 61.0, False)]) == [
        ("green_grants", "warning", "later-year-final")
    ]
    # A count or a sum ten times as large, or a tenth.
    for row in ((2021, 6, 6.0, False), (2021, 63, 60.0, False), (2021, 63, 0.6, False)):
        assert checks(grants=[row]) == [("green_grants", "warning", "implausible")]


def checks_of_projects(*rows):
    base = {"project": "coast_to_coast", "budget_mdkk": 90.0, "is_approximate": False}
    rows = [{**base, **row, "source_line": n} for n, row in enumerate(rows, 1)]
    frame = frame_of("climate_projects", rows)
    frame["is_application"] = [row.get("is_application", False) for row in rows]
    return [(f.severity, f.check, f.message) for f in check_projects({"climate_projects": frame})]


def test_places_that_differ():
    rows = ({"place": "status", "eu_mdkk": 52.0}, {"place": "action_plan", "eu_mdkk": 53.0})
    [(severity, check, message)] = checks_of_projects(*rows)
    assert (severity, check) == ("warning", "places-differ")
    assert "52 (line 1) and 53 (line 2)" in message
    assert checks_of_projects(rows[0], {**rows[1], "is_application": True})[0][0] == "info"
    assert checks_of_projects(rows[0], {**rows[1], "eu_mdkk": None}) == []


def test_order_and_parts():
    late = {"start_date": date(2023, 1, 1), "end_date": date(2022, 1, 1), "eu_mdkk": 91.0}
    found = [f[:2] for f in checks_of_projects({"place": "status", **late})]
    assert found == [("error", "dates-out-of-order"), ("error", "part-beyond-whole")]


def test_the_share_of_the_eu_is_that_of_its_kroner():
    status = {"place": "status", "budget_mdkk": 125.0, "eu_share_pct": 60.0}
    plan = {"place": "action_plan", "budget_mdkk": 138.0, "eu_mdkk": 83.0, "is_application": True}
    assert [f[:2] for f in checks_of_projects(status, plan)] == [
        ("info", "places-differ")
    ]  # the budgets
    for changed in ({**status, "eu_share_pct": 40.0}, {**status, "eu_share_pct": 6.0}):
        assert ("warning", "places-differ") in [f[:2] for f in checks_of_projects(changed, plan)]
    assert ("warning", "places-differ") in [
        f[:2] for f in checks_of_projects(status, {**plan, "eu_mdkk": 38.0})
    ]


def test_a_project_of_seventy_years_is_a_slip_of_digits():
    dates = {"start_date": date(2022, 1, 1), "end_date": date(2092, 12, 31)}
    assert [f[:2] for f in checks_of_projects({"place": "status", **dates})] == [
        ("warning", "implausible")
    ]


def test_a_half_year_far_from_the_contract_year_is_told():
    rows = [
        {"question": f"Hvad nu {year}?", "half": 1, "year": year, "source_line": year}
        for year in (2024, 2027, 2040)
    ]
    found = list(check_fora({FORA: frame_of(FORA, rows)}, 2023))
    assert [(f.severity, f.check, f.source_line) for f in found] == [
        ("warning", "half-year-far", 2040)
    ]
