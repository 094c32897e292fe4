"""What the climate figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import figurekit
import numpy as np
import pandas as pd
import pytest

from midtjylland.core.language import use_language
from midtjylland.figures import climate as plots

SHARES = pd.DataFrame(
    {
        "year": [2021, 2022],
        "guided_firms": [345, 175],
        "of_guided_firms": [2860, 2000],
        "reading": ["exact", "just_over"],
        "is_provisional": [False, True],
        "share_low_pct": [12.06, 7.0],
        "share_high_pct": [12.06, 8.75],
        "ci_low_pct": [10.9, 6.1],
        "ci_high_pct": [13.3, 10.1],
    }
)
GRANTS = pd.DataFrame(
    {
        "year": [2021, 2022],
        "grants": [63, 358],
        "total_mdkk": [6.0, 61.0],
        "is_provisional": [False, True],
        "mean_low_dkk": [87301.6, 168994.4],
        "mean_dkk": [95238.1, 170391.1],
        "mean_high_dkk": [103174.6, 171787.7],
    }
)
DRAWN = {
    "shares": lambda: plots.shares(SHARES, 0.05),
    "shares-papers": lambda: plots.shares(SHARES.assign(papers_year=2021), 0.1),
    "grants": lambda: plots.grants(GRANTS),
}


def test_papers_of_several_years_are_named():
    assert "2022, in part (papers of 2021), 175" in DRAWN["shares-papers"]().text


def test_a_mean_grant_is_written_with_three_digits():
    assert "63 grants, 6 million DKK: 87,300 to 103,000 DKK" in DRAWN["grants"]().text
    assert plots.mean_in_words(95238.1, 95241.9) == "95,200 DKK"
    none = GRANTS.iloc[:1].assign(grants=0, mean_dkk=np.nan, mean_low_dkk=np.nan, mean_high_dkk=1.0)
    assert "no grants" in plots.grants(none).text


def test_a_project_without_a_name_of_its_own_is_read_aloud():
    assert plots.project_name("clean_harbour") == "Clean harbour"


@pytest.mark.parametrize(
    ("value", "quantity", "kind", "words"),
    [
        (138.0, "budget_mdkk", "about", "about 138"),
        (60.14, "eu_share_pct", "computed", "60.1 (computed)"),
        (pd.Timestamp("2022-01-01"), "start_date", "printed", "1 January 2022"),
        (None, "partners", "printed", "–"),
        (39, "partners", "printed", "39"),
    ],
)
def test_a_quantity_is_written_with_what_it_is(value, quantity, kind, words):
    assert plots.quantity_in_words(value, quantity, kind) == words


def test_numbers_of_an_axis_are_of_the_language_in_use():
    # Shares up to 20 % give ticks of 2.5.
    rows = SHARES.assign(ci_high_pct=[19.0, 19.5])
    use_language("da")
    try:
        drawn = [text.get_text() for text in figurekit.texts(plots.shares(rows, 0.05).figure)]
    finally:
        use_language("en")
    assert "2,5" in drawn and "2.5" not in drawn
