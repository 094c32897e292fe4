"""EU projects: order, parts and both places."""

from datetime import date

from midtjylland.check.projects import check_projects
from midtjylland.core.schemas import frame_of


def checks(*rows):
    base = {"project": "coast_to_coast", "budget_mdkk": 90.0, "is_approximate": False}
    rows = [{**base, **row, "source_line": n} for n, row in enumerate(rows, 1)]
    frame = frame_of("climate_projects", rows)
    frame["is_application"] = [row.get("is_application", False) for row in rows]
    return [(f.severity, f.check, f.message) for f in check_projects({"climate_projects": frame})]


def test_places_that_differ():
    rows = ({"place": "status", "eu_mdkk": 52.0}, {"place": "action_plan", "eu_mdkk": 53.0})
    [(severity, check, message)] = checks(*rows)
    assert (severity, check) == ("warning", "places-differ")
    assert "52 (line 1) and 53 (line 2)" in message
    assert checks(rows[0], {**rows[1], "is_application": True})[0][0] == "info"
    assert checks(rows[0], {**rows[1], "eu_mdkk": None}) == []


def test_order_and_parts():
    late = {"start_date": date(2023, 1, 1), "end_date": date(2022, 1, 1), "eu_mdkk": 91.0}
    found = [f[:2] for f in checks({"place": "status", **late})]
    assert found == [("error", "dates-out-of-order"), ("error", "part-beyond-whole")]


def test_the_share_of_the_eu_is_that_of_its_kroner():
    status = {"place": "status", "budget_mdkk": 125.0, "eu_share_pct": 60.0}
    plan = {"place": "action_plan", "budget_mdkk": 138.0, "eu_mdkk": 83.0, "is_application": True}
    assert [f[:2] for f in checks(status, plan)] == [("info", "places-differ")]  # the budgets
    for changed in ({**status, "eu_share_pct": 40.0}, {**status, "eu_share_pct": 6.0}):
        assert ("warning", "places-differ") in [f[:2] for f in checks(changed, plan)]
    assert ("warning", "places-differ") in [
        f[:2] for f in checks(status, {**plan, "eu_mdkk": 38.0})
    ]


def test_a_project_of_seventy_years_is_a_slip_of_digits():
    dates = {"start_date": date(2022, 1, 1), "end_date": date(2092, 12, 31)}
    assert [f[:2] for f in checks({"place": "status", **dates})] == [("warning", "implausible")]
