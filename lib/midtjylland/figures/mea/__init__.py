"""Figures of MEA's modules: `programme` for dates and themes, `attendance` for who came."""

from midtjylland.figures.mea.attendance import attendance_plot, attendance_plot_text
from midtjylland.figures.mea.programme import (
    counts_plot,
    counts_plot_text,
    pace_plot,
    pace_plot_text,
    themes_plot,
    themes_plot_text,
    year_view,
    year_view_text,
)

__all__ = [
    "attendance_plot",
    "attendance_plot_text",
    "counts_plot",
    "counts_plot_text",
    "pace_plot",
    "pace_plot_text",
    "themes_plot",
    "themes_plot_text",
    "year_view",
    "year_view_text",
]
