"""Figures of the guidance spread: frames of `analysis.guidance` to axes, one file a question."""

from midtjylland.figures.guidance.chance import beyond, funnel_plot, funnel_plot_text
from midtjylland.figures.guidance.inequality import (
    lorenz_plot,
    lorenz_plot_text,
    moves_plot,
    moves_plot_text,
)
from midtjylland.figures.guidance.marks import MARKS, Mark, kinds
from midtjylland.figures.guidance.verdicts import (
    index_plot,
    index_plot_text,
    sensitivity_plot,
    sensitivity_plot_text,
    tile_map,
    tile_map_text,
)

__all__ = [
    "MARKS",
    "Mark",
    "beyond",
    "funnel_plot",
    "funnel_plot_text",
    "index_plot",
    "index_plot_text",
    "kinds",
    "lorenz_plot",
    "lorenz_plot_text",
    "moves_plot",
    "moves_plot_text",
    "sensitivity_plot",
    "sensitivity_plot_text",
    "tile_map",
    "tile_map_text",
]
