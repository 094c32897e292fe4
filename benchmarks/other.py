"""What else a user waits for: commands, building, reading, languages, tests, a first report."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from arms import ROOT
from measuring import Line, leave_orphans, measure
from reading import reading

MIDTJYLLAND = [sys.executable, "-m", "midtjylland"]
REPEATS = 10


@dataclass(frozen=True)
class Section:
    """A part of the document."""

    title: str
    text: str
    lines: Sequence[Line]


def measured_sections(folder: Path, rounds: int) -> list[Section]:
    """Measure everything that takes a minute or less."""
    site = folder / "site"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, site / name)
    read = "Ours is from bytes to all checked tables; `python benchmarks/reading.py` is this alone."
    return [
        _section("Answering", f"Medians of {REPEATS} calls.", answering()),
        _section("Building, and a run in which nothing changed", "", building(site, rounds)),
        _section("A second language", "All reports of `batch.yaml`.", languages(site, rounds)),
        _section("The notebooks as tests", "Every output compared, serial.", as_tests(rounds)),
        _section("Reading", read, reading()),
    ]


def _section(title: str, text: str, lines: Iterator[Line]) -> Section:
    found = []
    for line in lines:
        print(f"{title}: {line.what} {line.value:.3g} {line.unit}", flush=True)
        found.append(line)
    return Section(title, text, found)


def answering() -> Iterator[Line]:
    """How long a command takes to answer."""
    script = str(Path(sys.executable).with_name("midtjylland"))
    timed = {
        "`python -c pass`, to compare with": ([sys.executable, "-c", "pass"], None),
        "`import midtjylland`": ([sys.executable, "-c", "import midtjylland"], None),
        "`midtjylland --help`": ([script, "--help"], 0.15),
        "`midtjylland check`": ([script, "check"], 0.5),
    }
    for what, (command, most) in timed.items():
        yield Line(what, _median(REPEATS, lambda command=command: _run(command, ROOT)), "s", most)
    yield Line("`midtjylland.load`, the slowest table", 1000 * _load_seconds(), "ms", 5.0)


def _load_seconds() -> float:
    from midtjylland import load
    from midtjylland.core.schemas import TABLES

    def timed(name: str) -> float:
        start = time.perf_counter()
        load(name, 2021, ROOT / "data")
        return time.perf_counter() - start

    timed("findings")
    return max(_median(REPEATS, lambda name=name: timed(name)) for name in TABLES)


def building(site: Path, rounds: int) -> Iterator[Line]:
    """The tables again, and a run that finds nothing to do."""
    build, run = ([*MIDTJYLLAND, name] for name in ("build", "run"))
    _run(run, site)
    yield Line("`midtjylland build`", _median(rounds, lambda: _run(build, site)), "s")
    unchanged = _median(rounds, lambda: _run(run, site))
    yield Line("`midtjylland run`, nothing changed", unchanged, "s")


def languages(site: Path, rounds: int) -> Iterator[Line]:
    """All notebooks of `batch.yaml` in English, and in English and Danish."""
    file = site / "notebooks" / "batch.yaml"
    text = file.read_text("utf-8")
    run, took = [*MIDTJYLLAND, "run", "--force"], []
    for at in range(rounds):
        each = {}
        for chosen in ("[en]", "[en, da]")[:: -1 if at % 2 else 1]:
            batch = re.sub(r"^languages: .*", f"languages: {chosen}", text, flags=re.MULTILINE)
            file.write_text(batch, "utf-8")
            each[chosen] = _run(run, site)
        took.append((each["[en, da]"], each["[en]"]))
    yield Line("English", median(each[1] for each in took), "s")
    yield Line("English and Danish", median(each[0] for each in took), "s")
    yield Line("two languages, to one", median(two / one for two, one in took), "", 1.8)


def as_tests(rounds: int) -> Iterator[Line]:
    """The notebooks under nbval, in warm kernels and in ordinary ones."""
    start = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    rest = [
        *("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"),
        *("-p", "tests.nbval_pictures", "--override-ini", "filterwarnings=default", "notebooks"),
    ]
    warm, ordinary = [*start, "-p", "midtjylland.run.kernels.nbval_plugin", *rest], [*start, *rest]
    both = [(_tried(warm), _tried(ordinary)) for _ in range(rounds)]
    took = [(one[0], other[0]) for one, other in both]
    yield Line("warm kernels", median(each[0] for each in took), "s", None, both[0][0][1])
    yield Line("ordinary kernels", median(each[1] for each in took), "s")
    yield Line("nbval: warm kernels, to ordinary ones", median(a / b for a, b in took), "", 0.45)


def project(folder: Path) -> Section:
    """What a newcomer waits for: the first report out of nothing, and all tests."""
    return _section("From nothing", "", _project(folder))


def _project(folder: Path) -> Iterator[Line]:
    # Installers and fonts find nothing that another clone left.
    cold = {"XDG_CACHE_HOME": str(folder / "cache"), "PIP_NO_CACHE_DIR": "1"}
    cold |= {"UV_CACHE_DIR": str(folder / "cache" / "uv"), "MPLCONFIGDIR": str(folder / "cache")}
    clone = [["git", "clone", "--quiet", str(ROOT), "clone"], ["make", "-C", "clone", "report"]]
    taken = measure(clone, folder, environment=cold).seconds
    yield Line("`git clone` to first report, cold caches", taken, "s", 30.0)
    seconds, remark = _tried(["make", "test"])
    yield Line("`make test`, installed", seconds, "s", 150.0, remark)


def _tried(command: Sequence[str]) -> tuple[float, str]:
    """Seconds of a test run, and whether it failed.

    Not measured as the others: tests of killed processes wait until these are cleared away.
    """
    leave_orphans()
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-2000:], flush=True)
    return time.perf_counter() - start, "**some failed**" if done.returncode else ""


def _run(command: Sequence[str], folder: Path) -> float:
    return measure([command], folder).seconds


def _median(times: int, measured: Callable[[], float]) -> float:
    return median(measured() for _ in range(times))
