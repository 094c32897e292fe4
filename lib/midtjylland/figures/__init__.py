"""Frames to described figures, one file a question, in one style for all notebooks."""

from midtjylland.figures.style import DescribedFigure, listed

__all__ = ["DescribedFigure", "listed"]
