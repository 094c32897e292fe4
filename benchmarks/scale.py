"""Many regions over many years: `python benchmarks/scale.py`; writes its part of the document.

Papers are synthetic, and so are regions and municipalities: those of the tests in other words, with
figures drawn from a seed. Each region has a data folder; each year its papers are ingested and all
notebooks run, as a site does it. Then everything again on a Dask cluster, one worker of it killed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from statistics import fmean, median

import psutil
import yaml
from arms import ROOT
from comparing import same_outputs
from measuring import Line, Measured, measure
from other import MIDTJYLLAND, Section
from writing import MISSES, SCALE, machine, rewrite, section_parts

sys.path.insert(0, str(ROOT / "tests"))
# Each makes a region that does not exist, and each with one of these a municipality.
STEMS = ("Synt", "Prøve", "Test", "Model", "Falsk", "Opdigt", "Kunst")
SIDES = ("Nord", "Syd", "Øst", "Vest", "Over", "Neder", "Ny", "Stor", "Skov", "Sø", "Bak")
SIDES += ("Mose", "Kær", "Holm")
FIRST_YEAR, SEED = 2022, 24
CLUSTER_JOBS_SECONDS = 900


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        shutil.copytree(ROOT / "notebooks", site / "notebooks")
        years = range(FIRST_YEAR, FIRST_YEAR + options.years)
        took = [
            grow(site, stem, at, years) for at, stem in enumerate(STEMS[: options.regions], start=1)
        ]
        lines = list(_shown(_costs(took)))
        lines += _shown(_afterwards(site, STEMS[0], years))
        if options.cluster_years:
            lines += _shown(on_cluster(site, STEMS[0], years[-options.cluster_years :]))
    documents = options.regions * options.years
    text = (
        f"Made by `python benchmarks/scale.py`: {options.regions} synthetic region(s) of "
        f"{len(SIDES)} municipalities, {options.years} years each, {documents} documents (PDF of "
        "27 pages). Each year its papers are ingested, then all of `batch.yaml` runs on that year, "
        "with all earlier ones at hand; a document's seconds and memory are those of these two "
        f"commands.\n\nMeasured on: {machine()}."
    )
    if options.write:
        rewrite(section_parts(Section("Scale", text, lines)), SCALE, (MISSES,))


def _shown(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines, each printed once it is measured."""
    for line in lines:
        print(f"{line.what:70} {line.value:8.2f} {line.unit} {line.remark}", flush=True)
        yield line


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=len(STEMS))
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--cluster-years", type=int, default=3, help="latest ones; 0: no cluster")
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def grow(site: Path, stem: str, number: int, years: Sequence[int]) -> dict[str, list[Measured]]:
    """Year after year: papers in, all notebooks; what each command took."""
    from regions import write_pdf, write_region

    words = _words(stem)
    default = files("midtjylland") / "declared" / "regions" / "midtjylland.yaml"
    towns = [
        {"code": f"9{number}{at:02}", "name": side + stem.lower()} for at, side in enumerate(SIDES)
    ]
    write_region(site / _data(stem) / "region.yaml", default.read_text("utf-8"), words, towns)
    took: dict[str, list[Measured]] = {"ingest": [], "run": []}
    for year in years:
        path = site / f"synthetic-{stem.lower()}land-{year}.pdf"
        write_pdf(path, _papers(year, words, towns), towns)
        ingest = [*MIDTJYLLAND, "ingest", path.name, "--data", _data(stem)]
        for name, command in (("ingest", ingest), ("run", _run(stem, [year]))):
            took[name].append(measure([command], site, memory=True))
        print(stem, year, *(f"{name} {took[name][-1].seconds:.1f} s" for name in took), flush=True)
    return took


def _papers(year: int, words: dict[str, str], towns: Sequence[dict]) -> dict:
    """Papers of a year; draws the figures of the municipalities."""
    from regions import reworded

    draw = random.Random(f"{SEED} {year} {towns[0]['name']}")
    weights = [draw.uniform(1, 6) for _ in towns]
    firms, places = draw.randint(2500, 4500), range(len(towns))
    people, guided = (draw.choices(places, weights, k=total) for total in (1000, firms))
    for at, town in enumerate(towns):
        town |= {"population_share_pct": people.count(at) / 10, "guided_firms": guided.count(at)}
    figures = {
        f"Alle 19 {words['midtjyske']}": f"Alle 14 {words['midtjyske']}",
        "- 8 kommuner forventes": "- 6 kommuner forventes",
        "8 kommuner har pt.": f"{draw.randint(2, 6)} kommuner har pt.",
        "- 7 kommuner forventes": "- 4 kommuner forventes",
        f"heraf 15 {words['midtjyske']}": f"heraf 10 {words['midtjyske']}",
        "3.508": _danish(firms),
        "3.645": _danish(firms + 137),
        "1.214": _danish(draw.randint(1000, 2000)),
        "412 virksomheder": f"{draw.randint(200, 600)} virksomheder",
        "391 individuelle": f"{draw.randint(200, 600)} individuelle",
    }
    text = yaml.safe_dump(reworded(2022, {**words, **figures}), allow_unicode=True, width=10**6)
    later = re.sub(r"(?<![\w.,])20[0-9]{2}\b", lambda old: str(int(old[0]) + year - 2022), text)
    return yaml.safe_load(later)


def _danish(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _words(stem: str) -> dict[str, str]:
    small = stem.lower()
    return {
        "Midtjylland": f"{stem}land",
        "Midtjyl.": f"{stem}l.",
        "midtjyske": f"{small}ske",
        "Midtjysk": f"{stem}sk",
    }


def _data(stem: str) -> str:
    return f"synthetic_{stem.lower()}land"


def _run(stem: str, years: Sequence[int], reports: str = "reports") -> list[str]:
    command = [*MIDTJYLLAND, "run", "--data", _data(stem), "--reports", f"{reports}/{stem.lower()}"]
    return command + [word for year in years for word in ("--year", str(year))]


def _costs(took: Sequence[dict[str, list[Measured]]]) -> Iterator[Line]:
    """Cost of a document, and whether it grows with the years."""
    for name in ("ingest", "run"):
        every = [one for region in took for one in region[name]]
        yield Line(f"`{name}`, a document", median(one.seconds for one in every), "s")
        yield Line(f"`{name}`, peak memory of all processes", max(o.tree_mib for o in every), "MiB")
        few = max(len(took[0][name]) // 4, 1)
        # The first document of all also warms the machine's caches.
        ends = [(region[name][:few], region[name][-few:]) for region in took]
        for what, of in (("seconds", "seconds"), ("memory", "tree_mib")):
            first, last = (
                fmean(getattr(one, of) for end in ends for one in end[at]) for at in (0, 1)
            )
            title = f"`{name}`: {what} a document, last quarter of the years, to the first"
            yield Line(title, last / first, "", 1.1)


def _afterwards(site: Path, stem: str, years: Sequence[int]) -> Iterator[Line]:
    """All years of a region at once: the tables again, a run without a change."""
    build = measure([[*MIDTJYLLAND, "build", "--data", _data(stem)]], site).seconds
    yield Line(f"`build` of {len(years)} years, a document", build / len(years), "s")
    count = sum(len(_record(site, stem, year)["jobs"]) for year in years)
    measure([_run(stem, years)], site)
    unchanged = measure([_run(stem, years)], site).seconds
    yield Line(f"`run` of {len(years)} years ({count} jobs), nothing changed", unchanged, "s", 2.0)
    size = sum(path.stat().st_size for path in (site / "reports").rglob("*") if path.is_file())
    yield Line("reports, a document", size / 2**20 / len([*site.glob("*.pdf")]), "MiB on disk")


def _record(site: Path, stem: str, year: int, reports: str = "reports") -> dict:
    path = site / reports / stem.lower() / str(year) / "run.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {"jobs": []}


def on_cluster(site: Path, stem: str, years: Sequence[int]) -> Iterator[Line]:
    """The same on a scheduler with two workers on loopback, one of them killed in the middle."""
    local = measure([[*_run(stem, years), "--force"]], site).seconds
    with _cluster(site) as (address, workers):
        command = [*_run(stem, years, "cluster"), "--scheduler", address]
        killer = threading.Thread(target=_kill_in_the_middle, args=(site, stem, years, workers[0]))
        killer.start()
        taken = measure([command], site).seconds
        killer.join()
        killed = workers[0].poll() == -signal.SIGKILL
    done = [(year, job) for year in years for job in _record(site, stem, year, "cluster")["jobs"]]
    paths = [Path(stem.lower(), str(year), f"{job['name']}.ipynb") for year, job in done]
    same = [same_outputs(site / "reports" / path, site / "cluster" / path) for path in paths]
    remark = "one was killed in the middle" if killed else "none was killed: too few jobs"
    yield Line(f"{len(done)} jobs on this machine", local, "s")
    yield Line(f"{len(done)} jobs on two Dask workers", taken, "s", None, remark)
    what = "share of the cluster's notebooks with the outputs of this machine's"
    yield Line(what, fmean(same), "", 1.0, at_least=True)


@contextmanager
def _cluster(site: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    file = site / "scheduler.json"
    common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    kinds = [["dask_scheduler", "--port", "0"]]
    kinds += [["dask_worker", "--no-nanny", "--nthreads", "1"]] * 2
    log = (site / "cluster.log").open("ab")
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{kind}", *more, *common],
            cwd=site,
            stdout=log,
            stderr=log,
        )
        for kind, *more in kinds
    ]
    try:
        while not (file.exists() and file.read_text().rstrip().endswith("}")):
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], parts[1:]
    finally:
        for part in parts:
            part.kill()
            part.wait()
        log.close()


def _kill_in_the_middle(
    site: Path, stem: str, years: Sequence[int], worker: subprocess.Popen[bytes]
) -> None:
    """Kill a worker once half of the jobs are done, with its kernels, as if its machine died."""
    until = time.monotonic() + CLUSTER_JOBS_SECONDS
    while time.monotonic() < until:
        jobs = [job for year in years for job in _record(site, stem, year, "cluster")["jobs"]]
        done = [job for job in jobs if job["status"] == "succeeded"]
        if jobs and len(done) >= len(jobs) / 2:
            kernels = psutil.Process(worker.pid).children(recursive=True)
            worker.kill()
            worker.wait()
            for kernel in kernels:
                kernel.kill()
            return
        time.sleep(0.1)


if __name__ == "__main__":
    main()
