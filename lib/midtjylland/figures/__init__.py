"""Frames to axes, one file a question, in one style for all notebooks.

Every figure function takes a frame and an optional Axes and returns the Axes; its `..._text` says
in words what the figure shows, computed from the same frame.
"""

from midtjylland.figures.style import DescribedFigure, describe, listed

__all__ = ["DescribedFigure", "describe", "listed"]
