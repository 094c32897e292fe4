"""What the tests of all figures share: the texts that are drawn, and whether they are legible."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

SMALLEST_POINTS = 9


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
