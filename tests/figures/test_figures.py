"""What holds for every figure: it is legible and described, and its picture is the kept one."""

from __future__ import annotations

import pytest
from figurekit import FOLDER, assert_legible, picture

from midtjylland.figures import climate, contract, dk2020, ecsmv, guidance, mea

from . import (
    test_climate,
    test_contract,
    test_dk2020,
    test_ecsmv,
    test_guidance,
    test_mea,
)

TOPICS = [
    (climate, test_climate),
    (contract, test_contract),
    (dk2020, test_dk2020),
    (ecsmv, test_ecsmv),
    (guidance, test_guidance),
    (mea, test_mea),
]
DRAWN = {
    f"{module.__name__.rpartition('.')[2]}-{name}": draw
    for module, tests in TOPICS
    for name, draw in tests.DRAWN.items()
}
# The two or three of each topic that matter most.
KEPT = [
    f"{module.__name__.rpartition('.')[2]}-{name}"
    for module, tests in TOPICS
    for name in tests.KEPT
]


def test_pictures_are_compared(pytestconfig):
    # Without this option pytest-mpl passes every picture.
    assert pytestconfig.getoption("mpl"), "run the tests with make test, or with --mpl"


def test_every_figure_function_is_drawn():
    functions = {
        f"{module.__name__.rpartition('.')[2]}-{name}"
        for module, _tests in TOPICS
        for name, each in vars(module).items()
        if getattr(each, "__annotations__", {}).get("return") == "DescribedFigure"
        and each.__module__ == module.__name__
        and not name.startswith("_")
    }
    assert functions <= {"-".join(name.split("-")[:2]) for name in DRAWN}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_legible_and_described(name):
    drawn = DRAWN[name]()
    assert_legible(drawn.figure)
    [ax] = drawn.figure.axes
    assert drawn.caption and ax.get_title(loc="left")
    assert not any(left in drawn.text for left in ("_", "nan", "<NA>", "{"))


@pytest.mark.parametrize("name", KEPT)
@picture
def test_picture(name):
    return DRAWN[name]().figure


def test_the_pictures_are_small():
    kept = [*FOLDER.glob("*.png")]
    assert len(kept) == len(KEPT)
    assert sum(path.stat().st_size for path in kept) < 2_000_000
