"""The measurements as `docs/performance.md` and its figure."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

import pandas as pd
import psutil
import seaborn
from arms import BATCH, HTML_BATCH, ROOT
from comparing import Comparison
from measuring import Line
from other import Section

from midtjylland.core.files import write_whole
from midtjylland.figures import draw
from midtjylland.figures.draw import INK, DescribedFigure
from midtjylland.run.job import commit_of

DOCUMENT = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.png"
_PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "matplotlib", "scipy")
_COLUMNS = ("way", "seconds", "times as fast as the loop", "processor seconds", "same outputs")
_HOW = """\
Made by `python benchmarks/performance.py`; every figure on this page but those under "Scale" is \
computed from one run of it.

All ways of a round run one after the other, and the next round begins at the other end, so that a \
machine that slows down slows them all. Seconds are medians over the rounds, ratios are medians of \
the ratios of each round. Processor time is that of all processes, forked kernels too. Jobs are \
the notebooks with several values of one parameter, the longest first for everybody. All are \
compared with papermill's command line in a loop; those that also make a page of each notebook, \
with papermill's and nbconvert's where that was measured. "Our batch, without pages" is \
`midtjylland run` with the functions that write HTML replaced by nothing; plan, checks and record \
are part of it. The floor is the code cells alone, executed in two processes that have imported \
all libraries once.

Measured on: {machine}."""
# What `scale.py` writes, and what a person writes, stand below these headings and stay.
SCALE, MISSES = "\n## Scale", "\n## What misses, and why"


def write(comparisons: Sequence[Comparison], sections: Sequence[Section]) -> None:
    """Write figure and document."""
    text = _draw(comparisons)
    measured = [*(line for c in comparisons for line in c.lines())]
    measured += [line for section in sections for line in section.lines]
    parts = [
        "# How fast it is",
        _HOW.format(machine=machine()),
        "## What was promised",
        _promises([line for line in measured if line.target is not None]),
        "## The batch against other ways",
        f"![{text}](images/{PICTURE.name})",
        *(part for each in comparisons for part in _batch(each)),
        *(part for each in sections for part in section_parts(each)),
    ]
    rewrite(parts, "# How fast it is", (SCALE, MISSES))


def rewrite(parts: Iterable[str], begin: str, ends: Sequence[str]) -> None:
    """Write the part of the document from one heading to the next of some others."""
    old = DOCUMENT.read_text("utf-8")
    start = old.index(begin) if begin in old else len(old)
    after = min((at for end in ends if (at := old.find(end)) > start), default=len(old))
    text = "\n" * begin.startswith("\n") + "\n\n".join(filter(None, parts)) + "\n"
    write_whole(DOCUMENT, (old[:start] + text + old[after:]).encode())
    print(f"written: {DOCUMENT}", flush=True)


def machine() -> str:
    """What it ran on."""
    memory_gib = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{psutil.cpu_count()} cores ({platform.machine()}), {memory_gib:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}, commit {commit_of(ROOT)}; "
        f"{packages}"
    )


def _promises(lines: Sequence[Line]) -> str:
    rows = [
        (line.what, _number(line.value, line.unit), _limit(line), "yes" if line.met else "**no**")
        for line in lines
    ]
    return table(("what", "measured", "promised", "kept"), rows)


def _batch(each: Comparison) -> Iterator[str]:
    times = max(map(len, each.rounds.values()))
    yield f"### {each.jobs_count} jobs, {times} round{'s' if times > 1 else ''}"
    yield table(_COLUMNS, _ways(each))
    rows = [
        (arm.title, f"{size.tree_mib:.0f}", f"{size.largest_mib:.0f}")
        for arm in each.arms
        if (size := each.memory.get(arm.name))
    ]
    yield "Peak memory in MiB (proportional set size: a page that processes share counts once):"
    yield table(("way", "all processes", "the largest process"), rows)


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


def section_parts(section: Section) -> Iterator[str]:
    """Heading, text and table."""
    yield f"## {section.title}"
    yield section.text
    rows = (
        (line.what, _number(line.value, line.unit), "; ".join(filter(None, _remarks(line))))
        for line in section.lines
    )
    yield table(("what", "measured", "remark"), rows)


def _remarks(line: Line) -> Iterator[str]:
    yield line.remark
    if line.target is not None:
        yield f"promised: {_limit(line)}{'' if line.met else ', **missed**'}"


@draw.styled
def _draw(comparisons: Sequence[Comparison]) -> str:
    """Draw how many times as fast as the loop each way is, and say so in words."""
    rows = [
        {"way": arm.title, "jobs": f"{each.jobs_count} jobs", "speed": speed, "name": arm.name}
        for each in comparisons
        for arm in each.arms
        if (speed := each.speed(arm)) is not None
    ]
    frame = pd.DataFrame(rows).sort_values("speed", kind="stable")
    axes = draw.axes(9, 1.4 + 0.5 * frame["way"].nunique())
    seaborn.barplot(frame, x="speed", y="way", hue="jobs", palette="colorblind", ax=axes)
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.set(xlabel="times as fast as the same work with command lines in a loop", ylabel="")
    axes.set_title("How fast notebooks run")
    axes.legend(title=None)
    told = "; ".join(f"{row.way} {row.speed:.1f} ({row.jobs})" for row in frame.itertuples())
    text = f"Bars: times as fast as command lines in a loop. {told}."
    write_whole(PICTURE, DescribedFigure(axes.figure, text, "").png())
    return text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}".strip()


def _limit(line: Line) -> str:
    return f"at {'least' if line.at_least else 'most'} {line.target:g}"
