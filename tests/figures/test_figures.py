"""What holds for every figure: it is legible and described, and its picture is the kept one."""

from __future__ import annotations

from pathlib import Path

import pytest
from figurekit import assert_legible

from midtjylland.figures import climate, contract, dk2020, ecsmv, guidance, mea
from midtjylland.figures.draw import STYLE

from . import test_climate, test_contract, test_dk2020, test_ecsmv, test_guidance, test_mea

TOPICS = {
    "climate": (climate, test_climate),
    "contract": (contract, test_contract),
    "dk2020": (dk2020, test_dk2020),
    "ecsmv": (ecsmv, test_ecsmv),
    "guidance": (guidance, test_guidance),
    "mea": (mea, test_mea),
}
DRAWN = {
    f"{topic}-{name}": draw
    for topic, (_module, tests) in TOPICS.items()
    for name, draw in tests.DRAWN.items()
}
# Each figure once; what has a second part in its name is another case of it.
KEPT = [name for name in DRAWN if name.count("-") == 1]
# New pictures, once looked at: `pytest -k picture tests/figures
# --mpl-generate-path=tests/figures/baseline`.
FOLDER = Path(__file__).parent / "baseline"
# Root mean square of the difference over all pixels, of 255: 0 where nothing changed, from 0.49 on
# for one letter or digit that is another.
TOLERANCE = 0.3


def test_pictures_are_compared(pytestconfig):
    # Without this option pytest-mpl passes every picture.
    assert pytestconfig.getoption("mpl"), "run the tests with make test, or with --mpl"


def test_every_figure_function_has_a_kept_picture_and_no_other_is_kept():
    functions = {
        f"{topic}-{name}"
        for topic, (module, _tests) in TOPICS.items()
        for name, each in vars(module).items()
        if getattr(each, "__annotations__", {}).get("return") == "DescribedFigure"
        and each.__module__ == module.__name__
        and not name.startswith("_")
    }
    assert functions == {*KEPT}
    assert {path.stem for path in FOLDER.iterdir()} == {f"test_picture_{name}" for name in KEPT}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_legible_and_described(name):
    drawn = DRAWN[name]()
    assert_legible(drawn.figure)
    [ax] = drawn.figure.axes
    assert drawn.caption and ax.get_title(loc="left")
    assert not any(left in drawn.text for left in ("_", "nan", "<NA>", "{"))


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.mpl_image_compare(
    baseline_dir=str(FOLDER),
    tolerance=TOLERANCE,
    style=dict(STYLE),
    savefig_kwargs={"dpi": 60},
    deterministic=True,
)
def test_picture(name):
    return DRAWN[name]().figure
