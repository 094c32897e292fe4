"""The published headlines against reference values that were worked out without our library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import notebookkit
import pytest
import yaml
from inprocess import Run
from nbformat import NotebookNode

from midtjylland.notebook import KEY_FIGURE, SENTENCE, headline_of
from midtjylland.run.parameters import plain, read_parameters

REFERENCES = yaml.safe_load(Path(__file__).with_name("headlines.yaml").read_text("utf-8"))


def differences(headline: dict[str, Any], name: str) -> list[str]:
    """Figures of a headline that are not the reference's, and names that only one of them has."""
    found = {key: value for key, value in headline.items() if key not in (SENTENCE, KEY_FIGURE)}
    wanted = {
        key: (value, group["tolerance"])
        for group in REFERENCES[name]["headline"]
        for key, value in group["figures"].items()
    }
    told = [f"{key} has no counterpart" for key in sorted({*found} ^ {*wanted})]
    for key in sorted({*found} & {*wanted}):
        value, tolerance = wanted[key]
        if not same(found[key], value, tolerance):
            told.append(f"{key} is {found[key]}, not {value}")
    return told


def defaults(notebook: NotebookNode, name: str) -> dict[str, Any]:
    return {each.name: plain(each.default) for each in read_parameters(notebook, name).values()}


def same(found: Any, wanted: Any, tolerance: float) -> bool:
    if tolerance and found is not None:
        return abs(found - wanted) <= tolerance
    return found == wanted


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_the_headline_is_the_reference(name):
    assert differences(headline_of(notebookkit.read(name)), name) == []


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_the_analysis_gives_the_reference(name):
    """The cells without a kernel: a changed analysis shows in a second."""
    assert differences(Run(name).headline, name) == []


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_the_references_hold_for_the_default_parameters(name):
    assert defaults(notebookkit.read(name), name) == REFERENCES[name]["parameters"]


def test_no_figure_has_two_references():
    for reference in REFERENCES.values():
        keys = [key for group in reference["headline"] for key in group["figures"]]
        assert len(keys) == len(set(keys))
        assert all(group["source"] for group in reference["headline"])


# Every figure that is off by a little more than its last digit is noticed


def changed(value: Any) -> Any:
    """The same with a difference of one part in a thousand, or of one where it is a count."""
    if isinstance(value, str):
        return value + "x"
    return value + 1 if value == int(value) else value * 1.001


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_every_changed_figure_is_noticed(name):
    headline = headline_of(notebookkit.read(name))
    # A Monte Carlo p value is only known to its standard error.
    simulated = {"days_in_month_p_value", "days_in_month_even_p_value", "months_by_title_p_value"}
    for key in {*headline} - {SENTENCE, KEY_FIGURE} - simulated:
        for damaged in (changed(headline[key]), None):
            [told] = differences({**headline, key: damaged}, name)
            assert told.startswith(key)
