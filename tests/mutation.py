"""Mutation test: `make mutation`. Changes one operator, number or text at a time in the code that
reads, checks and analyses, and counts how many of these mutants the tests notice.

Not part of `make test`: a random sample of every folder, the same for the same seed, takes about
half an hour. The survivors are printed as differences; docs/testing.md says how to read them.
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

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("analysis", "checks", "clean", "rules")
TESTS = ("analysis_*", "assembly", "checks", "clean_*", "headlines", "rules")
# Tests that start kernels or read whole PDFs take seconds for each mutant.
LEAVE_OUT = "not notebook and not pdf and not changed_digit and not changed_or_lost"
NOTICED = {"killed", "timeout", "suspicious"}
WANTED_PCT = 90
CONFIG = """[mutmut]
source_paths = src
only_mutate =
{only}
also_copy =
    data
    notebooks
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
    parser.add_argument("--sample", type=int, default=150, help="mutants of each folder")
    parser.add_argument("--seed", type=int, default=2021, help="of the random sample")
    parser.add_argument("--jobs", type=int, default=2, help="mutants tested at a time")
    arguments = parser.parse_args()
    with TemporaryDirectory() as name:
        copy = set_up(Path(name))
        # mutmut lists its mutants only once it has been told to run one.
        mutmut(copy, "run", "--max-children", str(arguments.jobs), "none", check=False)
        chosen = sample(mutants(copy), arguments.sample, arguments.seed)
        mutmut(copy, "run", "--max-children", str(arguments.jobs), *chosen)
        return report(copy, {name: mutants(copy)[name] for name in chosen})


def set_up(folder: Path) -> Path:
    """Copy in which `lib` is called `src`, the only name that mutmut imports mutants from."""
    for name in ("tests", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "lib", folder / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    only = "\n".join(f"    src/midtjylland/{name}/*" for name in FOLDERS)
    files = sorted(path for each in TESTS for path in (ROOT / "tests").glob(f"test_{each}.py"))
    tests = "\n".join(f"    tests/{path.name}" for path in files)
    config = CONFIG.format(only=only, leave_out=LEAVE_OUT, tests=tests)
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
    by_folder = defaultdict(list)
    for name in sorted(names):
        by_folder[name.split(".")[1]].append(name)
    chosen = random.Random(seed)
    return [
        name
        for folder in FOLDERS
        for name in chosen.sample(by_folder[folder], min(size, len(by_folder[folder])))
    ]


def report(folder: Path, outcomes: dict[str, str]) -> int:
    """Print survivors and scores; 1 when a folder has less than is wanted."""
    survivors = [name for name, outcome in outcomes.items() if outcome not in NOTICED]
    for name in survivors:
        print(f"\n{name}: {outcomes[name]}")
        lines = mutmut(folder, "show", name).splitlines()
        print("\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in "+++---"))
    print()
    tried = Counter(name.split(".")[1] for name in outcomes)
    lived = Counter(name.split(".")[1] for name in survivors)
    scores = {name: 100 * (1 - lived[name] / tried[name]) for name in FOLDERS}
    for name, score in scores.items():
        print(f"{name}: {tried[name] - lived[name]} of {tried[name]} noticed ({score:.1f} %)")
    return int(min(scores.values()) < WANTED_PCT)


if __name__ == "__main__":
    sys.exit(main())
