"""bootstrap.py on a small project: what it installs, what it leaves, what it says.

pip fetches uv from the package index, as in any set-up; the small project's packages are tiny.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from setupkit import write_wheel

ROOT = Path(__file__).resolve().parent.parent


def locked_entry(path):
    name, version = path.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Project:
    """A project of its own folder that is set up by our bootstrap.py from an index of its own."""

    def __init__(self, folder):
        self.folder, self.index = folder / "project", folder / "index"
        (self.folder / "lib" / "small").mkdir(parents=True)
        (self.folder / "lib" / "small" / "__init__.py").touch()
        for name in ("bootstrap.py", "bootstrap.lock"):
            shutil.copy(ROOT / name, self.folder)
        build = re.search(r"\[build-system\].*?\n\n", (ROOT / "pyproject.toml").read_text(), re.S)
        (self.folder / "pyproject.toml").write_text(
            f'{build[0]}[project]\nname = "small"\nversion = "1"\n\n'
            '[tool.uv.build-backend]\nmodule-root = "lib"\n'
        )
        report, test = (write_wheel(self.index, name, "1.0") for name in ("chart", "checker"))
        (self.folder / "requirements.lock").write_text(locked_entry(report))
        (self.folder / "requirements-test.lock").write_text(locked_entry(test))
        write_wheel(self.index, "chart", "2.0")

    @property
    def venv(self):
        return self.folder / ".venv"

    def set_up(self, *options, python=sys.executable, config="", **variables):
        # As a user's pip.conf: the variable would hide what the machine's own file says.
        file = self.folder.parent / "pip.conf"
        file.write_text(f"[global]\nfind-links = {self.index}\n{config}\n")
        inherited = {k: v for k, v in os.environ.items() if k != "PIP_FIND_LINKS"}
        told = {**inherited, "PIP_CONFIG_FILE": str(file), **variables}
        command = [python, self.folder / "bootstrap.py", *options]
        return subprocess.run(
            command, capture_output=True, text=True, env=told, cwd=self.folder.parent
        )

    def installed(self):
        script = "from importlib.metadata import distributions as d; import json; "
        script += "print(json.dumps({x.name: x.version for x in d()}))"
        done = subprocess.run(
            [self.venv / "bin" / "python", "-c", script], capture_output=True, text=True
        )
        return json.loads(done.stdout)


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def refused(done, *words):
    """Whether it ended with one plain sentence that has these words."""
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and len(lines) == 1 and lines[0].startswith("error: "), done.stderr
    assert all(word in lines[0] for word in words), lines[0]


def test_reports_get_their_packages_alone_and_tests_theirs_besides(project):
    assert project.set_up().returncode == 0
    assert project.installed() == {"chart": "1.0", "small": "1"}
    assert project.set_up("--tests").returncode == 0
    assert project.installed() == {"chart": "1.0", "checker": "1.0", "small": "1"}
    made = (project.venv / ".ready").stat().st_mtime_ns
    again = project.set_up()  # what tests need serves reports too
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (project.venv / ".ready").stat().st_mtime_ns == made


def test_without_a_network_everything_may_lie_in_a_folder_that_pip_knows(project):
    pip = [base_python(), "-m", "pip", "download", "--quiet", "--no-deps", "--dest", project.index]
    subprocess.run([*pip, "--requirement", ROOT / "bootstrap.lock"], check=True)
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    assert project.set_up(config="no-index = true", **nowhere).returncode == 0
    assert project.installed() == {"chart": "1.0", "small": "1"}


def test_a_file_that_is_not_the_locked_one_is_refused_and_what_was_there_stays(project):
    lock = project.folder / "requirements.lock"
    good = lock.read_text()
    lock.write_text(re.sub(r"sha256:\w{4}", "sha256:0000", good))
    refused(project.set_up(), "chart==1.0", "hash")
    assert not project.venv.exists()
    lock.write_text(good)
    assert project.set_up().returncode == 0
    lock.write_text(re.sub(r"sha256:\w{4}", "sha256:0000", good))
    refused(project.set_up(), "chart==1.0", "hash")
    assert project.installed() == {"chart": "1.0", "small": "1"}
    assert [path.name for path in project.folder.glob(".venv*")] == [".venv"]


def test_what_a_killed_set_up_left_is_made_anew_and_a_foreign_folder_is_not_touched(project):
    (project.venv / "uv").mkdir(parents=True)
    (project.venv / "half").write_text("half")
    assert project.set_up().returncode == 0
    assert not (project.venv / "half").exists()
    foreign = project.folder / "letters"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear")
    refused(project.set_up("--venv", foreign), "letters", "no virtual environment")
    assert (foreign / "letter.txt").read_text() == "dear"


def hidden(folder, *names):
    """Variables for a Python without these modules, as Debian's comes without some of its own."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import sys\nif sys.prefix == sys.base_prefix:\n    "
        f"    sys.modules.update(dict.fromkeys({names}))\n"
    )
    return {"PYTHONPATH": str(folder)}


def base_python():
    return str(Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info))


def test_without_pip_it_takes_the_one_that_python_carries(project, tmp_path):
    without = hidden(tmp_path / "hidden", "pip")
    assert project.set_up(python=base_python(), **without).returncode == 0
    assert project.installed() == {"chart": "1.0", "small": "1"}


def test_without_pip_and_venv_a_sentence_says_what_to_get(project, tmp_path):
    without = hidden(tmp_path / "hidden", "pip", "venv")
    refused(project.set_up(python=base_python(), **without), "neither pip nor venv", "install")
    assert not project.venv.exists()


def test_a_python_that_is_not_there_or_not_supported_is_refused(project):
    refused(
        project.set_up("--python", "/nowhere/python3.12"), "/nowhere/python3.12", "3.11 to 3.14"
    )
    program = project.folder / "bootstrap.py"
    other = re.sub(
        r"^SUPPORTED = .*", 'SUPPORTED = ("3.98", "3.99")', program.read_text(), flags=re.M
    )
    program.write_text(other)
    refused(project.set_up("--python", base_python()), base_python(), "3.98 to 3.99")
    assert not project.venv.exists()
