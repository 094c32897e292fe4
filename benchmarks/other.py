"""What else a user waits for: commands, building, reading, the notebooks as tests."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import reading
from arms import ROOT
from measuring import measure

MIDTJYLLAND = [sys.executable, "-m", "midtjylland"]
WARM = ["-p", "midtjylland.run.kernels.nbval_plugin"]
AT_ONCE = ["--numprocesses", "2", "--dist", "loadscope"]
REPEATS = 10


@dataclass(frozen=True)
class Line:
    """One measured quantity; `target` is the most that it may be, None without a promise."""

    what: str
    value: float
    unit: str
    target: float | None = None
    remark: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the document."""

    title: str
    text: str
    lines: Sequence[Line]


def other_sections(folder: Path, rounds: int, peers: str | None, *, quick: bool) -> list[Section]:
    """Measure everything but the batch against its peers."""
    return [
        _show(section())
        for section in (
            commands,
            lambda: building(folder, rounds),
            lambda: as_tests(rounds),
            lambda: the_reading(peers, quick=quick),
        )
    ]


def _show(section: Section) -> Section:
    for line in section.lines:
        print(f"{section.title}: {line.what} {line.value:.3g} {line.unit}", flush=True)
    return section


def commands() -> Section:
    """How long a command takes to answer."""
    script = str(Path(sys.executable).with_name("midtjylland"))
    timed = {
        "`python -c pass`, to compare with": ([sys.executable, "-c", "pass"], None),
        "`import midtjylland`": ([sys.executable, "-c", "import midtjylland"], None),
        "`midtjylland --help`": ([script, "--help"], 0.15),
        "`midtjylland check`": ([script, "check"], 0.5),
    }
    lines = []
    for what, (command, most) in timed.items():
        seconds = [measure([command], ROOT).seconds for _ in range(REPEATS)]
        lines.append(Line(what, median(seconds), "s", most, f"best {min(seconds):.3f} s"))
    lines.append(Line("`midtjylland.load`, the slowest table", _load_ms(), "ms", 5.0))
    text = (
        f"Medians of {REPEATS} calls. `load` is timed after pandas was imported and one table was "
        "loaded."
    )
    return Section("Answering", text, lines)


def _load_ms() -> float:
    from midtjylland import load
    from midtjylland.core.schemas import TABLES

    return max(
        1000 * _median(REPEATS, lambda name=name: _timed(lambda: load(name, 2021, ROOT / "data")))
        for name in TABLES
    )


def building(folder: Path, rounds: int) -> Section:
    """The tables again, and a run that finds nothing to do."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / "site" / name)
    site = folder / "site"
    call = {name: [[*MIDTJYLLAND, name]] for name in ("build", "run")}
    measure(call["run"], site)
    lines = [
        Line("`midtjylland build`", _seconds(rounds, call["build"], site), "s"),
        Line("`midtjylland run`, nothing changed", _seconds(rounds, call["run"], site), "s"),
    ]
    return Section("Building, and a run in which nothing changed", "", lines)


def as_tests(rounds: int) -> Section:
    """The notebooks under nbval, in warm kernels and in ordinary ones."""
    plain = [
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
        *("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"),
        *("-p", "tests.nbval_pictures", "--override-ini", "filterwarnings=default", "notebooks"),
    ]
    ways = [[*plain[:3], *options, *plain[3:]] for options in ([*WARM, *AT_ONCE], WARM, [])]
    took = [[measure([way], ROOT).seconds for way in ways] for _ in range(rounds)]
    at_once, warm, ordinary = (median(each) for each in zip(*took, strict=True))
    lines = [
        Line("warm kernels, 2 notebooks at once", at_once, "s"),
        Line("warm kernels, one after the other", warm, "s"),
        Line("ordinary kernels, one after the other", ordinary, "s"),
        Line("nbval: warm kernels, 2 at once, to ordinary ones", _ratio(took, 0), ""),
        Line("nbval: warm kernels to ordinary ones", _ratio(took, 1), "", 0.45),
    ]
    text = "nbval on all notebooks, every output compared."
    return Section("The notebooks as tests", text, lines)


def _ratio(took: Sequence[Sequence[float]], place: int) -> float:
    """Median over the rounds of one way's time to that of ordinary kernels, the last."""
    return median(each[place] / each[-1] for each in took)


def the_reading(peers: str | None, *, quick: bool) -> Section:
    """From the papers' bytes to checked tables."""
    parts = [reading.the_papers(peers), *([] if quick else [reading.growth()])]
    lines = [Line(one.what, one.seconds, "s", None, one.remark) for part in parts for one in part]
    text = "Ours is from bytes to all checked tables; `python benchmarks/reading.py` is this alone."
    return Section("Reading", text, lines)


def _seconds(rounds: int, command: Sequence[Sequence[str]], folder: Path) -> float:
    return _median(rounds, lambda: measure(command, folder).seconds)


def _median(times: int, measured: Callable[[], float]) -> float:
    return median(measured() for _ in range(times))


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
