"""What the project says of itself agrees: environment, lock, pyproject, the two commands."""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TRACKED = [
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "pyproject.toml",
    "environment.yml",
    "requirements.lock",
]


def pins(lines):
    found = [Requirement(line) for line in lines]
    return {(r.name, str(r.specifier), str(r.marker or "")) for r in found}


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [line.rstrip(" \\") for line in lines if re.match("[A-Za-z0-9]", line)]


def test_conda_gets_exactly_the_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, section = environment["dependencies"]
    assert (python, pip) == ("python=3.11", "pip")
    assert section["pip"][-1] == "-e ."
    assert pins(section["pip"][:-1]) == pins(locked())


def test_every_declared_dependency_is_locked_and_installed_as_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    by_name = {}
    for line in locked():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            by_name[canonicalize_name(requirement.name)] = requirement
    for text in declared:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in by_name
        installed = version(requirement.name)
        assert by_name[name].specifier.contains(installed), name
        assert requirement.specifier.contains(installed)


def test_the_lock_has_hashes_and_names_no_host():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text and "index" not in re.sub(r"^[a-z0-9-]+==.*", "", text, flags=re.M)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", TRACKED)
def test_the_files_that_everybody_needs_are_there(name):
    assert (ROOT / name).stat().st_size > 0


@pytest.fixture
def clean_copy(tmp_path):
    """The tracked files alone, as a fresh clone has them; the environment is the one at hand."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, names):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return tmp_path / "clone"


def make(clone, *words):
    venv = Path(sys.prefix)
    assert (venv / ".ready").exists(), "run the tests with make test"
    # Old enough not to be set up again, as after a first `make`.
    command = ["make", f"VENV={venv}", "-o", "requirements.lock", "-o", "pyproject.toml", *words]
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "PYTHONPATH": str(clone / "lib"),
        "HOME": str(clone),
    }
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, env=environment)


def test_make_report_in_a_clean_copy_and_nothing_twice(clean_copy):
    done = make(clean_copy, "report")
    assert done.returncode == 0, done.stderr
    assert (clean_copy / "reports" / "2021" / "index.html").stat().st_size > 10_000
    record = (clean_copy / "reports" / "2021" / "run.json").read_bytes()
    again = make(clean_copy, "report")
    assert again.returncode == 0
    assert "succeeded" in done.stderr and "succeeded" not in again.stderr
    assert b'"succeeded"' in record


def test_make_test_runs_every_test_and_notebook(clean_copy):
    done = make(clean_copy, "--dry-run", "test")
    assert "pytest" in done.stdout and "--nbval" in done.stdout
    assert (clean_copy / ".ci" / "run").read_text().rstrip().endswith("exec make test")
