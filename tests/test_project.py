"""What the project says of itself agrees: environment, locks, pyproject, the two commands."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from setupkit import write_wheel

from midtjylland.notebook import headline_of

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["bootstrap.lock", "requirements.lock", "requirements-test.lock"]
# pyenv's own first: its commands of that name fail for versions that are not chosen.
PYENV = [str(path) for path in Path.home().glob(".pyenv/versions/*/bin")]
PATH = os.pathsep.join([*PYENV, os.environ["PATH"]])
FOUND = [v for v in ("3.11", "3.12", "3.13", "3.14") if shutil.which(f"python{v}", path=PATH)]
# All other tests run on the Python at hand; the report once more on the newest, or on the oldest.
OTHER_PYTHON = next(
    v for v in (FOUND[-1], FOUND[0]) if sys.version_info[1] != int(v[2:]) or v == FOUND[0]
)


def locked(*names):
    """Requirements of locks that hold on this machine, by name."""
    text = "\n".join((ROOT / name).read_text() for name in names)
    found = [Requirement(line.rstrip(" \\")) for line in re.findall(r"^\w.*", text, re.M)]
    return {r.name: r for r in found if r.marker is None or r.marker.evaluate()}


def declared(*extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = chain(project["dependencies"], *(project["optional-dependencies"][x] for x in extras))
    return [Requirement(text) for text in texts]


def test_conda_gets_the_versions_of_the_lock_from_conda_forge_alone():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, *conda, section = environment["dependencies"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert (python, pip, section["pip"][-1]) == ("python>=3.11,<3.15", "pip", "-e .")
    given = [line.split("=") for line in conda]
    given += [line.split("==") for line in section["pip"][:-1]]
    pins = locked(*LOCKS[1:])
    wrong = [(name, at) for name, at in given if at not in pins[canonicalize_name(name)].specifier]
    assert wrong == []
    wanted = {canonicalize_name(r.name) for r in declared()} | {"nbval"}
    assert {canonicalize_name(name) for name, _ in given} == wanted


def test_every_declared_dependency_is_locked_and_installed_as_locked():
    assert {canonicalize_name(r.name) for r in declared()} <= set(locked("requirements.lock"))
    pins = locked(*LOCKS[1:])
    for requirement in declared("test", "cluster"):
        installed = version(requirement.name)
        assert pins[canonicalize_name(requirement.name)].specifier.contains(installed)
        assert requirement.specifier.contains(installed)


def test_reports_need_no_test_package():
    tests = {canonicalize_name(r.name) for r in declared("test")}
    tests -= {canonicalize_name(r.name) for r in declared()}
    assert tests & set(locked("requirements.lock")) == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_names_no_host(name):
    text = (ROOT / name).read_text()
    assert "://" not in text and "index" not in re.sub(r"^[a-z0-9-]+==.*", "", text, flags=re.M)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.fixture
def clean_copy(tmp_path):
    """The tracked files alone, as a fresh clone has them, without a user's other years."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    other_year = re.compile(r"data/\w+/(?!2021)[0-9]{4}/")
    for name in names:
        if not name or other_year.match(name):
            continue
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return tmp_path / "clone"


def make(clone, *words):
    """As a user calls it, with nothing of the make or the environment that runs the tests."""
    ours = ("MAKE", "MFLAGS", "PYTEST", "PYTHONPATH", "VIRTUAL_ENV", "JUPYTER")
    told = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(["make", *words], cwd=clone, capture_output=True, text=True, env=told)


def test_make_report_in_a_clean_copy_gives_the_same_figures_on_another_python(clean_copy):
    done = make(clean_copy, "report", f"PYTHON={OTHER_PYTHON}")
    assert done.returncode == 0, done.stderr
    made = (clean_copy / ".venv" / "pyvenv.cfg").read_text()
    assert f"version_info = {OTHER_PYTHON}." in made
    reports = clean_copy / "reports" / "2021"
    assert (reports / "index.html").stat().st_size > 10_000
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        report = nbformat.read(reports / path.name, 4)
        assert headline_of(report) == headline_of(nbformat.read(path, 4))
    again = make(clean_copy, "report")
    assert "succeeded" in done.stderr and "succeeded" not in again.stderr
    assert again.returncode == 0 and "set-up" not in again.stdout


def test_make_test_runs_every_test_and_notebook(clean_copy):
    done = make(clean_copy, "--dry-run", "test")
    assert "pytest" in done.stdout and "--nbval" in done.stdout
    assert (clean_copy / ".ci" / "run").read_text().rstrip().endswith("exec make test")


@pytest.fixture
def old_pip(tmp_path):
    """Variables for the oldest pip that this Python can run; 23.0.1 is also Debian 12's."""
    release = "23.0.1" if sys.version_info < (3, 12) else "23.2.1"
    uv = Path(sys.prefix) / "uv" / "bin" / "uv"
    folder = tmp_path / "old"
    subprocess.run([uv, "pip", "install", "-q", "--target", folder, f"pip=={release}"], check=True)
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_the_locks_install_when_every_package_has_a_newer_release(clean_copy, tmp_path, old_pip):
    for requirement in locked(*LOCKS).values():
        write_wheel(tmp_path / "future", requirement.name.replace("-", "_"), "9999.0")
    told = {**old_pip, "PIP_FIND_LINKS": str(tmp_path / "future")}
    python = Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info)
    # Proof that this index is one on which a lock can rot: pip itself fails on a part of ours.
    names = "coverage|iniconfig|packaging|pluggy|pygments|pytest|pytest-cov"
    both = "".join((clean_copy / name).read_text() for name in LOCKS[1:])
    part = re.findall(rf"^(?:{names})==.*\n(?: .*\n)+", both, re.M)
    (tmp_path / "part.lock").write_text("".join(part))
    command = [python, "-m", "pip", "install", "--dry-run", "--target", tmp_path / "none"]
    command += ["--require-hashes", "--requirement", tmp_path / "part.lock"]
    failed = subprocess.run(command, capture_output=True, text=True, env=told)
    assert "must have their versions pinned" in failed.stderr
    done = subprocess.run([python, clean_copy / "bootstrap.py", "--tests"], env=told)
    assert done.returncode == 0
    listed = "from importlib.metadata import distributions as d; print(*{x.version for x in d()})"
    command = [clean_copy / ".venv" / "bin" / "python", "-c", listed]
    versions = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert len(versions) > 90 and "9999.0" not in versions
