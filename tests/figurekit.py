"""What the tests of all figures share: the texts that are drawn, and pictures with a tolerance."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.testing.compare import calculate_rms
from matplotlib.text import Text
from PIL import Image

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
    drawn: dict[int, Text] = {}
    with _drawing(lambda text, draw: (drawn.setdefault(id(text), text), draw())):
        figure.draw_without_rendering()
    return [text for text in drawn.values() if text.get_visible() and text.get_text().strip()]


@contextmanager
def _drawing(instead: Callable[[Text, Callable[[], None]], object]) -> Iterator[None]:
    """Call this with every text that is to be drawn, and with what draws it."""
    original = Text.draw

    def draw(text: Text, renderer) -> None:
        instead(text, lambda: original(text, renderer))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        yield


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


# The test of the tests: what must not pass as the same picture


def assert_damage_is_seen(figure: Figure) -> None:
    """One wrong character in a text and a lost series are outside the tolerance.

    One of each is tried, an early and a late one: all would take minutes.
    """
    shown, drawn = texts(figure), series(figure)
    text, lost = shown[len(shown) // 4], drawn[3 * len(drawn) // 4]
    figure.set_layout_engine("none")  # where everything stands now, it stays
    sound = pixels(figure)
    assert calculate_rms(sound, pixels(figure, wrong=text)) > TOLERANCE, text.get_text()
    lost.set_visible(False)
    assert calculate_rms(sound, pixels(figure)) > TOLERANCE, lost


def series(figure: Figure) -> list[Artist]:
    """What a reader would miss: the lines, points, bars and areas that are drawn from data."""
    drawn = [
        artist for axes in figure.axes for artist in (*axes.collections, *axes.lines, *axes.patches)
    ]
    return [artist for artist in drawn if artist.get_visible() and _has_size(artist)]


def _has_size(artist: Artist) -> bool:
    """Whether it is more than a bar of 0, or a point under the marker of another."""
    if isinstance(artist, Rectangle):
        return bool(artist.get_width() and artist.get_height())
    if isinstance(artist, Line2D):
        marked = artist.get_marker() not in (None, "", "None")
        return marked or len(np.unique(artist.get_xydata(), axis=0)) > 1
    return True


def pixels(figure: Figure, wrong: Text | None = None) -> np.ndarray:
    """Picture as it is kept; with another first letter or digit in one text where it stood."""

    def misspell(text: Text, draw: Callable[[], None]) -> None:
        words = text.get_text()
        if text is wrong:
            text.set_text(re.sub(r"\w", lambda one: "3" if one[0] == "8" else "8", words, count=1))
        draw()
        text.set_text(words)

    drawn = io.BytesIO()
    with rc_context(STYLE), _drawing(misspell):
        figure.savefig(drawn, format="png", dpi=DPI)
    return np.asarray(Image.open(drawn).convert("RGB")).astype("int16")
