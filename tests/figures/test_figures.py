"""Every figure function has a kept picture, and the pictures are compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from midtjylland.figures import climate, contract, dk2020, ecsmv, guidance, mea

TESTS = Path(__file__).resolve().parent
TOPICS = {
    module.__name__.rpartition(".")[2]: module
    for module in (climate, contract, dk2020, ecsmv, guidance, mea)
}
# A figure function returns a described figure, or has its words beside it.
WORDS_BESIDE = [
    (topic, name.removesuffix("_text"))
    for topic, module in TOPICS.items()
    for name in dir(module)
    if name.endswith("_text") and hasattr(module, name.removesuffix("_text"))
]
FUNCTIONS = WORDS_BESIDE + [
    (topic, name)
    for topic, module in TOPICS.items()
    for name, each in vars(module).items()
    if getattr(each, "__annotations__", {}).get("return") == "DescribedFigure"
    and not name.startswith("_")
    and each.__module__ == module.__name__
]


def test_pictures_are_compared(pytestconfig):
    # Without this option pytest-mpl passes every picture.
    assert pytestconfig.getoption("mpl"), "run the tests with make test, or with --mpl"


@pytest.mark.parametrize(("topic", "name"), FUNCTIONS)
def test_every_figure_function_is_drawn_in_its_tests(topic, name):
    text = (TESTS / f"test_{topic}.py").read_text("utf-8")
    assert re.search(rf"plots\.{name}\(|[\"']{name}[\"']", text)
    if (topic, name) in WORDS_BESIDE:
        assert re.search(rf"plots\.{name}_text\(", text)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_pictures(topic):
    kept = [*(TESTS / "baseline" / topic).glob("*.png")]
    # One call per figure draws and describes it, and the three that matter most are kept.
    drawn = sum(each == topic for each, _ in FUNCTIONS)
    assert 1 <= len(kept) <= max(3, drawn)


def test_the_pictures_are_small():
    assert sum(path.stat().st_size for path in TESTS.glob("baseline/*/*.png")) < 2_000_000
