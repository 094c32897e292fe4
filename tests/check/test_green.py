"""Green guidance and grants: wholes, means and the contract year."""

from midtjylland.check.green import check_green
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
