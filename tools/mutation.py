"""Mutation test: `make mutation`. Changes one operator, number or text at a time in the code that
reads, checks and analyses, and counts how many of these mutants the tests notice.

Not part of `make test`: tries a random sample of every folder, the same for the same seed. The
survivors are printed as differences; docs/testing.md says how to read them. Needs mutmut, which
`make mutation` installs into an environment of its own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from scipy.stats import binomtest

ROOT = Path(__file__).resolve().parent.parent
# Folders of the library, and the tests that are to notice their mutants.
TESTS = {
    "analysis": ("analysis/test_*.py",),
    "check": ("check/test_*.py", "store/test_assemble.py"),
    "extract": ("extract/test_*.py", "store/test_assemble.py"),
    "read": ("read/test_*.py", "extract/test_*.py"),
    "declared": ("declared/test_*.py", "analysis/test_ecsmv.py", "store/test_unread.py"),
}
# Tests that start kernels or read whole PDFs take seconds for each mutant.
LEAVE_OUT = "not notebook and not pdf and not changed_digit and not changed_or_lost"
NOTICED = {"killed", "timeout"}
WANTED_PCT = 90
CONFIG = """[mutmut]
source_paths = src
only_mutate =
{only}
also_copy =
    data
    notebooks
    tools
pytest_add_cli_args =
    -p
    no:cacheprovider
    -k
    {leave_out}
pytest_add_cli_args_test_selection =
{tests}
use_git_change_detection = false
track_dependencies = false
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", action="append", choices=TESTS, help="only this; repeatable")
    parser.add_argument("--sample", type=int, default=150, help="mutants of each folder")
    parser.add_argument("--seed", type=int, default=2021, help="of the random sample")
    parser.add_argument("--jobs", type=int, default=2, help="mutants tested at a time")
    arguments = parser.parse_args()
    folders = sorted(set(arguments.folder or TESTS))
    with TemporaryDirectory() as name:
        copy = set_up(Path(name), folders)
        # mutmut lists its mutants only once it has been told to run one.
        mutmut(copy, "run", "--max-children", str(arguments.jobs), "none", check=False)
        chosen = sample(mutants(copy), arguments.sample, arguments.seed)
        mutmut(copy, "run", "--max-children", str(arguments.jobs), *chosen)
        return report(copy, mutants(copy), chosen)


def set_up(folder: Path, folders: list[str]) -> Path:
    """Copy in which `lib` is called `src`, the only name that mutmut imports mutants from."""
    for name in ("tests", "tools", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "lib", folder / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    tests = ROOT / "tests"
    names = {each for name in folders for each in TESTS[name]}
    files = {str(path.relative_to(tests)) for name in names for path in tests.glob(name)}
    config = CONFIG.format(
        only="\n".join(f"    src/midtjylland/{name}/*" for name in folders),
        leave_out=LEAVE_OUT,
        tests="\n".join(f"    tests/{name}" for name in sorted(files)),
    )
    (folder / "setup.cfg").write_text(config, "utf-8")
    return folder


def mutmut(folder: Path, *words: str, check: bool = True) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if check and done.returncode:
        sys.exit(f"mutmut {words[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def mutants(folder: Path) -> dict[str, str]:
    """Every mutant by name with what became of it."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    return dict(line.strip().split(": ") for line in lines if "__mutmut_" in line)


def sample(names: dict[str, str], size: int, seed: int) -> list[str]:
    """Mutants of each folder: those of one do not depend on which others are tried."""
    by_folder = defaultdict(list)
    for name in sorted(names):
        by_folder[folder_of(name)].append(name)
    return [
        name
        for folder, own in sorted(by_folder.items())
        for name in random.Random(f"{seed} {folder}").sample(own, min(size, len(own)))
    ]


def folder_of(name: str) -> str:
    """Second part of a name such as `midtjylland.extract.mea.x__days__mutmut_15`."""
    return name.split(".")[1]


def report(folder: Path, outcomes: dict[str, str], chosen: list[str]) -> int:
    """Print survivors and scores; 1 when a folder has less than is wanted."""
    survivors = [name for name in chosen if outcomes[name] not in NOTICED]
    for name in survivors:
        print(f"\n{name}: {outcomes[name]}")
        lines = mutmut(folder, "show", name).splitlines()
        print("\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in "+++---"))
    print()
    listed, tried, lived = (Counter(map(folder_of, each)) for each in (outcomes, chosen, survivors))
    scores = {name: 100 * (1 - lived[name] / tried[name]) for name in tried}
    for name, score in scores.items():
        killed = tried[name] - lived[name]
        # Clopper and Pearson (1934), Biometrika 26.
        interval = binomtest(killed, tried[name]).proportion_ci(0.95, method="exact")
        print(
            f"{name}: {killed} of {tried[name]} noticed, {score:.1f} % (95 % interval "
            f"{100 * interval.low:.1f} to {100 * interval.high:.1f} %); {listed[name]} mutants"
        )
    return int(min(scores.values()) < WANTED_PCT)


if __name__ == "__main__":
    sys.exit(main())
