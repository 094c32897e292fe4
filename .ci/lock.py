"""`make lock`: resolves pyproject.toml into the locks and environment.yml.

Versions that still fit stay; `--upgrade` takes the newest.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.prefix) / "uv" / "bin" / "uv"
REPORTS, TESTS, INSTALLER = (
    ROOT / f"{name}.lock" for name in ("requirements", "requirements-test", "bootstrap")
)
# Where conda-forge has another name, and what it has not in current versions for every system.
CONDA_NAMES = {"jupyter-client": "jupyter_client", "jupyter-core": "jupyter_core"}
BY_PIP = ("latex2mathml", "pypdfium2")
# What an analyst uses of the tests.
FOR_ANALYSTS = ("nbval",)


def main(options: list[str]) -> None:
    """Write the locks and environment.yml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (build,) = project["build-system"]["requires"]
    version = re.search(r">=([\d.]+)", build)[1]
    INSTALLER.write_text(resolve(["-"], options, f"uv=={version}"), "utf-8")
    before = "".join(path.read_text("utf-8") for path in (REPORTS, TESTS) if path.exists())
    everything = resolve(["--extra", "test", "pyproject.toml"], options, kept=before)
    reports = resolve(["pyproject.toml"], [], kept=everything)
    REPORTS.write_text(reports, "utf-8")
    besides = [entry for entry in entries(everything) if entry not in entries(reports)]
    TESTS.write_text("".join(besides), "utf-8")
    (ROOT / "environment.yml").write_text(environment(project["project"], everything), "utf-8")


def resolve(what: list[str], options: list[str], given: str = "", kept: str = "") -> str:
    """One lock for all supported Pythons and systems, without the name of an index."""
    with_hashes = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    # One version for all Pythons where there is one, so that all give the same figures.
    with_hashes += ["--fork-strategy", "fewest"]
    bare = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]
    output = Path(sys.prefix) / "resolved.lock"
    output.write_text(kept, "utf-8")
    command = [UV, "pip", "compile", "--quiet", *with_hashes, *bare, *options, "-o", output, *what]
    subprocess.run(command, cwd=ROOT, input=given, text=True, check=True)
    return output.read_text("utf-8")


def entries(lock: str) -> list[str]:
    """Each package of a lock with its hashes."""
    return re.findall(r"^\S.*\n(?:\s.*\n)*", lock, re.MULTILINE)


def environment(project: dict, lock: str) -> str:
    """What conda installs: the direct dependencies, in the lock's versions."""
    versions = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    declared = [re.match(r"[\w.-]+", text)[0] for text in project["dependencies"]]
    conda, pip = [], []
    for name in sorted([*declared, *FOR_ANALYSTS]):
        version = versions[name.replace(".", "-").lower()]
        if name in BY_PIP:
            pip.append(f"      - {name}=={version}")
        else:
            conda.append(f"  - {CONDA_NAMES.get(name, name)}={version}")
    head = [
        "# Made by `make lock`: what the locks have, from conda-forge.",
        "name: midtjylland",
        "channels: [conda-forge, nodefaults]",
        "dependencies:",
        "  - python>=3.11,<3.15",
        "  - pip",
    ]
    return "\n".join([*head, *conda, "  - pip:", *pip, "      - -e ."]) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
