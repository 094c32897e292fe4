"""Windows and macOS: the commands without modules and calls that only Linux has.

They run on Linux with these hidden, in ordinary kernels. Text that is read or written without its
encoding is ASCII, and pipes have the characters of a Danish Windows.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"
# psutil takes other modules on other systems; here it has to have those of Linux before.
HIDE = """
import os, sys
import psutil
sys.modules.update(dict.fromkeys(("fcntl", "pwd", "grp", "resource", "termios", "pty")))
for name in ("fork", "forkpty", "killpg", "pidfd_open", "sched_getaffinity", "setsid"):
    delattr(os, name)
"""
OTHER = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"}


@pytest.fixture
def command(tmp_path):
    """Run midtjylland on a private copy of the data, as another system would."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text(HIDE)
    path = os.pathsep.join([str(tmp_path / "hidden"), str(ROOT / "lib")])
    told = {**os.environ, **OTHER, "PYTHONPATH": path}

    def run(*words):
        line = [sys.executable, "-m", "midtjylland", *map(str, words)]
        done = subprocess.run(line, cwd=ROOT, env=told, capture_output=True)
        said = (done.stdout + done.stderr).decode("cp1252")
        assert done.returncode == 0, said
        return said

    return run


def test_papers_are_read_built_checked_and_explained_elsewhere_too(command, tmp_path, pdfs):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "raw" / "reference", data / "raw" / "reference")
    command("ingest", PAPERS, "--data", data)
    command("build", "--data", data)
    command("check", "--data", data)
    command("explain", "regional_fora", "--data", data)  # with a character that pipes have not
    ours, theirs = (folder / "processed" / "2021" for folder in (ROOT / "data", data))
    names = [path.name for path in ours.iterdir()]
    assert filecmp.cmpfiles(ours, theirs, names, shallow=False) == (names, [], [])
    command("ingest", pdfs[2022], "--data", tmp_path / "as_pdf")


def test_the_batch_runs_in_ordinary_kernels_elsewhere(command, tmp_path):
    said = command("run", "--reports", tmp_path / "reports", "--notebook", "mea_modules")
    assert "kernels start the ordinary way" in said and "mea_modules: succeeded" in said
    assert "53" in (tmp_path / "reports" / "2021" / "mea_modules.html").read_text("utf-8")
