"""Frames to described figures, one file a question, in one style for all notebooks."""

from midtjylland.figures.described import DescribedFigure
from midtjylland.figures.style import listed

__all__ = ["DescribedFigure", "listed"]
