"""The measurements as `docs/performance.md` and its figure."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import psutil
import seaborn
from arms import BATCH, HTML_BATCH, ROOT
from comparing import Comparison
from other import Section
from targets import targets

from midtjylland.core.files import write_whole
from midtjylland.figures.style import INK, describe, new_axes, styled

DOCUMENT = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.png"
_PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "matplotlib", "scipy")
_COLUMNS = ("way", "seconds", "times as fast as the loop", "processor seconds", "same outputs")
_HOW = """\
Made by `python benchmarks/performance.py`; every figure on this page is computed from one run of \
it.

All ways of a round run one after the other, and the next round begins at the other end, so that a \
machine that slows down slows them all. Seconds are medians over the rounds, ratios are medians of \
the ratios of each round. Processor time is that of all processes, forked kernels too. Jobs are \
the notebooks with several values of one parameter, the longest first for everybody. All are \
compared with papermill's command line in a loop; those that also make a page of each notebook, \
with papermill's and nbconvert's. "Our batch, without pages" is `midtjylland run` with the \
functions that write HTML replaced by nothing; plan, checks and record are part of it. The floor \
is the code cells alone, executed in two processes that have imported all libraries once.

Measured on: {machine}."""


def write(comparisons: Sequence[Comparison], sections: Sequence[Section]) -> Iterator[Path]:
    """Write figure and document, and say where they are."""
    text = _draw(comparisons)
    yield PICTURE
    parts = [
        "# How fast it is",
        _HOW.format(machine=_machine()),
        "## What was promised",
        _promises(comparisons, sections),
        "## The batch against other ways",
        f"![{text}](images/{PICTURE.name})",
        *(part for each in comparisons for part in _batch(each)),
        *(part for section in sections for part in _section(section)),
    ]
    write_whole(DOCUMENT, ("\n\n".join(part for part in parts if part) + "\n").encode())
    yield DOCUMENT


def _machine() -> str:
    memory_gib = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{psutil.cpu_count()} cores ({platform.machine()}), {memory_gib:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}; {packages}"
    )


def _promises(comparisons: Sequence[Comparison], sections: Sequence[Section]) -> str:
    rows = [
        (each.what, f"{each.value:.2f}", _limit(each.limit, each.at_least), _yes(each.met))
        for each in targets(comparisons)
    ]
    rows += [
        (line.what, _number(line.value, line.unit), _limit(line.target, False), _yes(kept))
        for section in sections
        for line in section.lines
        if line.target is not None
        for kept in [line.value <= line.target]
    ]
    return _table(("what", "measured", "promised", "kept"), rows)


def _batch(each: Comparison) -> Iterator[str]:
    times = max(map(len, each.rounds.values()))
    yield f"### {each.jobs_count} jobs, {times} round{'s' if times > 1 else ''}"
    yield _table(_COLUMNS, _ways(each))
    rows = [
        (arm.title, f"{size.tree_mib:.0f}", f"{size.largest_mib:.0f}")
        for arm in each.arms
        if (size := each.memory.get(arm.name))
    ]
    yield "Peak memory in MiB (proportional set size: a page that processes share counts once):"
    yield _table(("way", "all processes", "the largest process"), rows)


def _ways(each: Comparison) -> Iterator[Sequence[str]]:
    for arm in each.arms:
        speed, equal = each.speed(arm), each.equal.get(arm.name)
        yield (
            f"**{arm.title}**" if arm.name in (BATCH, HTML_BATCH) else arm.title,
            f"{each.seconds(arm.name):.1f}",
            "–" if speed is None else f"{speed:.1f}",
            f"{each.cpu_seconds(arm.name):.1f}",
            "–" if equal is None else f"{equal} of {each.jobs_count}",
        )


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}"
    yield section.text
    remarks = any(line.remark for line in section.lines)
    heads = ("what", "measured", *(["remark"] if remarks else []))
    rows = (
        (line.what, _number(line.value, line.unit), *([line.remark] if remarks else []))
        for line in section.lines
    )
    yield _table(heads, rows)


@styled
def _draw(comparisons: Sequence[Comparison]) -> str:
    """Draw how many times as fast as the loop each way is, and say so in words."""
    rows = [
        {"way": arm.title, "jobs": f"{each.jobs_count} jobs", "speed": speed, "name": arm.name}
        for each in comparisons
        for arm in each.arms
        if (speed := each.speed(arm)) is not None
    ]
    frame = pd.DataFrame(rows).sort_values("speed", kind="stable")
    axes = new_axes(9, 1.4 + 0.5 * frame["way"].nunique())
    seaborn.barplot(frame, x="speed", y="way", hue="jobs", palette="colorblind", ax=axes)
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.set(xlabel="times as fast as the same work with command lines in a loop", ylabel="")
    axes.set_title("How fast notebooks run")
    axes.legend(title=None)
    told = "; ".join(f"{row.way} {row.speed:.1f} ({row.jobs})" for row in frame.itertuples())
    text = f"Bars: times as fast as command lines in a loop. {told}."
    write_whole(PICTURE, describe(axes.figure, text, "").png())
    return text


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}".strip()


def _limit(limit: float, at_least: bool) -> str:
    return f"at {'least' if at_least else 'most'} {limit:g}"


def _yes(kept: bool) -> str:
    return "yes" if kept else "**no**"
