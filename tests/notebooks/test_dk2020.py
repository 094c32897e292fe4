"""dk2020_approvals on other years, other events, without a date, without records or tables."""

from __future__ import annotations

from math import factorial, gamma

import pandas as pd
import pytest
import truthkit
from inprocess import WITHHELD, Run

from midtjylland.core.findings import MidtjyllandError

NAME = "dk2020_approvals"
MONTH = 30.436875  # days: 365.2425 / 12


def cohorts(*rows: tuple[str, int, str, int | None]) -> pd.DataFrame:
    names = ["cohort", "municipalities", "status", "approved_so_far"]
    made = [dict(zip(names, row, strict=True)) for row in rows]
    return truthkit.schemas.frame_of("dk2020_cohorts", made)


def run(*rows, **values):
    """Run on these cohorts, which no total of the papers is about; on those of 2021 without."""
    if not rows:
        return Run(NAME, **values)
    return Run(NAME, tables={"dk2020_cohorts": cohorts(*rows)}, withheld="stated_totals", **values)


@pytest.fixture(scope="module")
def papers():
    return run()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """2021 as typed from the papers, 2022 synthetic, whose documents have no date."""
    return str(truthkit.write_data(tmp_path_factory.mktemp("dk2020") / "data"))


def test_the_answer_stands_first_and_what_depends_on_the_day_is_given_for_both_ends(papers):
    assert papers.headline["sentence"] == (
        "The papers can't tell: when their status was written (30 Sept\u2009–\u200915 Nov 2022), 9 "
        "of 19 municipalities had an approved climate plan, and 3 of the 12 plans expected "
        "by 31 December 2022 were not approved yet."
    )
    assert papers.text("answer").startswith(f"**{papers.headline['sentence']}**")
    # 15 November is day 319 of 2022, 30 September day 273: 46 and 92 days before its end.
    [plan] = papers.tables("pace")
    wanted = {"due": 12, "approved": 9, "missing": 3, "days_left_low": 46, "days_left_high": 92}
    assert wanted.items() <= plan[0].items()
    assert plan[0]["needed_per_month_low"] == pytest.approx(3 * MONTH / 92)
    assert plan[0]["needed_per_month_high"] == pytest.approx(3 * MONTH / 46)
    # A year of 365 days more for ten plans.
    assert (plan[1]["missing"], plan[1]["days_left_low"], plan[1]["days_left_high"]) == (
        10,
        411,
        457,
    )
    assert papers.headline["approved_per_month_high"] == pytest.approx(5 * MONTH / 273)


def test_the_chance_is_that_of_a_poisson_process_with_jeffreys_prior(papers):
    def at_least_three(past: int, left: int) -> float:
        """One less 0, 1 and 2 approvals, term by term; R: 1 - pnbinom(2, 5.5, past / 365)."""
        share = past / (past + left)
        terms = [
            gamma(k + 5.5) / gamma(5.5) / factorial(k) * share**5.5 * (1 - share) ** k
            for k in range(3)
        ]
        return 100 * (1 - sum(terms))

    found = papers.headline
    assert found["in_time_if_even_low_pct"] == pytest.approx(at_least_three(319, 46))
    assert found["in_time_if_even_high_pct"] == pytest.approx(at_least_three(273, 92))
    assert "6 to 29 %" in papers.text("forecast")
    # By hand: Ringkøbing-Skjern, Horsens, Viborg, Hedensted.
    assert "all 4 council decisions of 2022" in papers.text("forecast")


def test_the_interval_of_the_pace_is_garwoods(papers):
    # Limits of a count of 5, as tabled: 1.6235 and 11.6683.
    low, high = 1.6235 * MONTH / 319, 11.6683 * MONTH / 273
    assert papers.space["limits"] == pytest.approx([low, high], rel=1e-4)
    none = run(("2022", 8, "expected", 0), alpha=0.1)
    # -ln(0.05) = 2.9957 for a count of 0.
    assert none.space["limits"] == pytest.approx([0, 2.9957 * MONTH / 273], rel=1e-4)


def test_an_early_joiner_is_expected_late(papers):
    # 4 pilots and 9 others by the action plan, 19 by the status: 6 newcomers for 7 plans of 2023.
    assert papers.headline["early_joiners_due_last"] == 1
    assert "at least 1 of the 9 that joined early" in papers.text("joiners")
    rows = ("pilot", 4, "approved", None), ("2022", 9, "expected", 5), ("2023", 6, "expected", 0)
    six = Run(NAME, tables={"dk2020_cohorts": cohorts(*rows)})
    assert six.headline["early_joiners_due_last"] == 0
    assert "they may be all of the 6" in six.text("joiners")


def test_records_prove_and_leave_possible_what_they_say_on_each_day(papers):
    # By hand: Randers, Ringkøbing-Skjern and Horsens by 30 September; on 15 November only
    # Holstebro and Silkeborg are surely not there.
    assert (papers.headline["recorded_at_least"], papers.headline["recorded_at_most"]) == (3, 17)
    days = pd.DatetimeIndex(["2021-05-24", "2021-05-25", "2022-11-30", "2023-12-31"])
    # Randers on 2021-05-25; with Hedensted and Herning 5 by 2022-11-30 (Viborg is contested); with
    # Viborg, Holstebro and Silkeborg 8 by the end of 2023.
    assert papers.space["at_least"](days) == [0, 1, 5, 8]
    # 3 silent pilots, Randers; 10 of the first round can't have finished before 2020-11, but 5 of
    # them have an earliest day in autumn 2022, Favrskov in June 2022.
    assert papers.space["at_most"](days) == [7, 8, 17, 19]
    [verdicts] = papers.tables("verdicts")
    told = {row["municipality"]: row["by_then"] for row in verdicts}
    assert [name for name in told if told[name] == "yes"] == [
        *("Randers", "Ringkøbing-Skjern", "Horsens")
    ]
    assert [name for name in told if told[name] == "no"] == ["Holstebro", "Silkeborg"]


def test_the_records_agree_with_the_papers_with_two_of_three_dates(papers):
    [against] = papers.tables("against")
    # Pilots aside: Ringkøbing-Skjern and Horsens surely; possibly Hedensted, Herning and Viborg.
    counted = [(row["surely"], row["possibly"], row["stated"]) for row in against]
    assert counted == [(2, 5, 5), (2, 4, 5), (2, 5, 5)]
    assert "2 of the 3 choices" in papers.text("against")


@pytest.mark.parametrize(
    ("rows", "values", "start"),
    [
        ([("pilot", 4, "approved", None), ("2022", 8, "expected", 8)], {}, "Yes: all 12 munic"),
        (
            [("pilot", 4, "expected", 3)],
            {},
            "The papers can't tell: 3 of 4 municipalities have an approved climate plan, and",
        ),
        (
            [("2022", 8, "expected", 5)],
            {"as_of_from": "2023-02-01", "as_of_to": "2023-02-01"},
            "No: when the papers' status was written (1 February 2023), 3 of the 8 climate plans",
        ),
        (
            [("2022", 8, "expected", 5)],
            {"as_of_from": "2022-12-20", "as_of_to": "2023-01-10"},
            "The papers can't tell: when their status was written",
        ),
    ],
)
def test_the_answer_is_true_whatever_the_papers_count(rows, values, start):
    assert run(*rows, **values).headline["sentence"].startswith(start)


def test_a_deadline_that_has_passed_leaves_no_days_and_no_pace():
    made = run(("2022", 8, "expected", 5), as_of_from="2023-02-01", as_of_to="2023-02-01")
    assert (made.headline["days_left_high"], made.headline["needed_per_month_low"]) == (0, None)
    assert made.headline["in_time_if_even_low_pct"] is None


def test_without_a_date_the_counts_stand_and_the_times_are_unknown(data_dir):
    made = run(year=2022, data_dir=data_dir)
    assert (made.headline["approved"], made.headline["needed_by_next_deadline"]) == (14, 5)
    assert "isn't known" in made.text("dated")
    unknown = {name for name, value in made.headline.items() if value is None}
    assert unknown == {
        *("as_of_from", "as_of_to", "days_left_low", "days_left_high", "needed_per_month_low"),
        *("needed_per_month_high", "approved_per_month_low", "approved_per_month_high"),
        *("in_time_if_even_low_pct", "in_time_if_even_high_pct"),
        *("recorded_at_least", "recorded_at_most"),
    }


def test_another_year_and_event_are_compared(data_dir):
    values = {"event": "c40_approval", "as_of_from": "2023-12-31", "as_of_to": "2023-12-31"}
    made = run(compare_years=[2022], data_dir=data_dir, language="da", **values)
    [changes] = made.tables("years")
    # 2022 is synthetic: 8 of 8 and 2 of 7 are approved. 2021 gives no count for 2023.
    assert [(row["approved_2021"], row["approved_2022"]) for row in changes] == [
        *((4, 4), (5, 8), (None, 2))
    ]
    assert "fra 9 til **14** af 19" in made.text("years")
    # Samsø, Aarhus, Struer; Randers and Lemvig by the papers.
    assert made.headline["recorded_at_least"] == 5
    assert "31. december 2023" in made.text("dated")


def test_a_successor_of_the_project_is_named():
    renamed = truthkit.frame("dk2020_cohorts", 2021).assign(programme="Klimaalliancen")
    made = Run(NAME, tables={"dk2020_cohorts": renamed})
    assert "plans of Klimaalliancen" in made.headline["sentence"]
    assert "not about Klimaalliancen" in made.text("dated")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programme": "Klimaalliancen"}, "The papers of 2022 count plans of another programme"),
        ({"cohort": ["2026", "2027", "2028"]}, "count other rounds of plans"),
    ],
)
def test_plans_that_are_not_the_same_are_not_compared(tmp_path, changed, said):
    data = truthkit.write_data(tmp_path / "data")
    other = truthkit.frame("dk2020_cohorts", 2022).assign(**changed)
    truthkit.write_table(data / "processed" / "2022", "dk2020_cohorts", other)
    made = run(compare_years=[2022], data_dir=str(data))
    assert said in made.text("years") and "went from" not in made.text("years")


@pytest.mark.parametrize("withheld", ["dk2020_cohorts", "stated_totals", "findings"])
def test_it_runs_without_any_of_its_tables(withheld):
    made = Run(NAME, withheld=withheld)
    if withheld == "dk2020_cohorts":
        assert made.headline["sentence"].startswith("This can't be answered")
        assert WITHHELD in made.text("answer")
        assert made.headline["municipalities"] is None
    else:
        assert made.headline["approved"] == 9
    if withheld == "stated_totals":
        assert "no numbers of the action plan" in made.text("joiners")


def test_it_runs_without_public_records(tmp_path):
    data = truthkit.write_data(tmp_path / "data", (2021,))
    for path in (data / "raw" / "reference").glob("dk2020_public_records*"):
        path.unlink()
    made = run(data_dir=str(data))
    assert (made.headline["approved"], made.headline["recorded_at_least"]) == (9, None)
    assert "no dated public records" in made.text("timeline")


def test_one_day_alone_is_refused():
    with pytest.raises(MidtjyllandError, match="give both as_of_from and as_of_to"):
        run(as_of_from="2022-09-30")
