"""Figures of DK2020: frames of `analysis.dk2020` to axes."""

from midtjylland.figures.dk2020.marks import EVENTS, Look
from midtjylland.figures.dk2020.municipalities import (
    duration_plot,
    duration_plot_text,
    recorded_plot,
    recorded_plot_text,
)
from midtjylland.figures.dk2020.papers import (
    cohort_name,
    cohort_plot,
    cohort_plot_text,
    plan_plot,
    plan_plot_text,
)
from midtjylland.figures.dk2020.timeline import timeline_plot, timeline_plot_text

__all__ = [
    "EVENTS",
    "Look",
    "cohort_name",
    "cohort_plot",
    "cohort_plot_text",
    "duration_plot",
    "duration_plot_text",
    "plan_plot",
    "plan_plot_text",
    "recorded_plot",
    "recorded_plot_text",
    "timeline_plot",
    "timeline_plot_text",
]
