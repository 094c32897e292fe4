"""Frames to described figures, one file a topic, in one style for all notebooks."""

from midtjylland.figures.draw import DescribedFigure as DescribedFigure
