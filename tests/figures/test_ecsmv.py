"""Figures of ECSMV: what is drawn and said, and the pictures."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from figurekit import assert_legible
from matplotlib.text import Text

from midtjylland.analysis import ecsmv
from midtjylland.declared.rules import RuleBook, load_rules
from midtjylland.declared.rules.grants import GrantRules
from midtjylland.figures import ecsmv as plots

DATA = Path(__file__).parents[2] / "data"
RATE = "investment_grant_rate_pct"
# The rules of 2021, those of the synthetic 2022, and an odd set.
RULES = [(32, 200_000, 57_375), (40, 250_000, 62_500), (7.5, 1_234_567, 1_000)]
COSTS = pd.DataFrame(
    {
        "grants": ["advice grants alone", "investment grants alone", "both grants"],
        "cost_mdkk": [11.475, 40.0, 51.475],
        "low_mdkk": [8.60625, 30.0, 38.60625],
        "high_mdkk": [14.34375, 50.0, 64.34375],
    }
)
DRAW = {
    "grant": plots.grant,
    "rates": plots.rates,
    "history": lambda _: plots.history(
        ecsmv.history(load_rules(DATA)), RATE, (date(2022, 11, 1), 32.0)
    ),
    "cost": lambda _: plots.cost(COSTS, 200, 42.0),
}
DRAWN = {name: partial(draw, GrantRules(*RULES[0])) for name, draw in DRAW.items()}


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("name", ["grant", "rates"])
def test_texts_are_legible_and_no_curve_runs_through_one(name, rules):
    [ax] = DRAW[name](GrantRules(*rules)).figure.axes
    assert_legible(ax.figure)
    ax.figure.draw_without_rendering()
    lines = [line.get_transform().transform_path(line.get_path()) for line in ax.lines]
    for text in ax.texts:
        box = Text.get_window_extent(text)
        assert not any(line.intersects_bbox(box, filled=False) for line in lines), text.get_text()


def test_a_single_rate_has_a_history_too():
    value = {"value": 20, "valid_from": date(2023, 1, 1), "reference": "A"}
    rule = {"description": "a", "unit": "pct", "last_checked": date(2023, 6, 1), "confirm_at": "b"}
    book = RuleBook.model_validate({"scheme": "B", "rules": {RATE: rule | {"values": [value]}}})
    shown = plots.history(ecsmv.history(book), RATE)
    assert_legible(shown.figure)
    assert "20 %: from 1 January 2023. The newest was last checked on 1 June 2023" in shown.text
