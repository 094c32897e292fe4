"""Frames to described figures, one file a topic, in one style for all notebooks."""

from midtjylland.figures.described import DescribedFigure as DescribedFigure
