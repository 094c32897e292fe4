"""What the tests of all figures share: the texts that are drawn, and pictures with a tolerance."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from midtjylland.figures.style import STYLE

SMALLEST_POINTS = 9
DPI = 60
# Root mean square of the difference over all pixels, of 255: 0 where nothing changed, from 0.49 on
# for one letter or digit that is another.
TOLERANCE = 0.3


# The figure that a test returns is the one kept here. New pictures, once looked at: `pytest -k
# picture tests/figures --mpl-generate-path=tests/figures/baseline`.
FOLDER = Path(__file__).parent / "figures" / "baseline"
picture = pytest.mark.mpl_image_compare(
    baseline_dir=str(FOLDER),
    tolerance=TOLERANCE,
    style=dict(STYLE),
    savefig_kwargs={"dpi": DPI},
    deterministic=True,
)


def texts(figure: Figure) -> list[Text]:
    """Every text that is drawn: ticks outside the axes, for instance, are not."""
    original, drawn = Text.draw, dict[int, Text]()

    def draw(text: Text, renderer) -> None:
        drawn[id(text)] = text
        original(text, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        figure.draw_without_rendering()
    return [text for text in drawn.values() if text.get_visible() and text.get_text().strip()]


def assert_legible(figure: Figure) -> None:
    """No text is small, cut off at the edge, or over another."""
    shown, whole = texts(figure), figure.bbox
    boxes = [text.get_tightbbox() for text in shown]
    for text, box in zip(shown, boxes, strict=True):
        assert text.get_fontsize() >= SMALLEST_POINTS, text.get_text()
        assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text.get_text()
        assert whole.y0 <= box.y0 and box.y1 <= whole.y1, text.get_text()
    for place, (text, box) in enumerate(zip(shown, boxes, strict=True)):
        for other, other_box in zip(shown[:place], boxes[:place], strict=True):
            assert not box.overlaps(other_box), (text.get_text(), other.get_text())
