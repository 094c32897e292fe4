#!/usr/bin/env python3
"""Sets up .venv with exactly the locked packages and this package in place: `python bootstrap.py`.

Any Python from 3.8 with pip or ensurepip can run it, on any system; it needs nothing else. pip only
fetches uv: pips of different ages read a lock in different ways, one uv reads it in one way.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
SPAN = f"{SUPPORTED[0]} to {SUPPORTED[-1]}"
INSTALLER = "bootstrap.lock"
REPORTS = "requirements.lock"
TESTS = "requirements-test.lock"
READY = ".ready"
INDEX_ADVICE = "see that pip reaches its index (pip config list), then run it again"
WINDOWS = os.name == "nt"
# What pip is configured with, and the variables by which uv is told the same.
SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "keyring-provider": ("UV_KEYRING_PROVIDER", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "client-cert": ("SSL_CLIENT_CERT", " "),
    "proxy": ("ALL_PROXY", " "),
}


class SetUpError(Exception):
    """Raised when the set-up can't go on; says why, and what to do."""


def main() -> int:
    """Set up the environment unless it is ready, and return the exit status."""
    options = _options()
    venv = Path(options.venv).absolute()
    needed = _needed(options)
    if _is_ready(venv, needed):
        return 0
    try:
        with _old_aside(venv):
            set_up(venv, options, needed)
    except SetUpError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("error: the set-up was interrupted; run it again.", file=sys.stderr)
    else:
        return 0
    return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Set up .venv with the locked packages.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    parser.add_argument("--python", default="", help="version such as 3.12, or a path")
    parser.add_argument("--venv", default=ROOT / ".venv", help="where to (default: .venv)")
    return parser.parse_args()


def _needed(options: argparse.Namespace) -> dict[str, str]:
    """What a ready environment was made from."""
    names = ["pyproject.toml", INSTALLER, REPORTS] + [TESTS] * options.tests
    needed = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    needed["folder"] = str(ROOT)
    if options.python:
        needed["python"] = options.python
    return needed


def _is_ready(venv: Path, needed: dict[str, str]) -> bool:
    try:
        made_from = json.loads((venv / READY).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    # An environment with the tests serves reports too. Its link breaks when its Python goes.
    return needed.items() <= made_from.items() and _program(venv, "python").exists()


def _program(folder: Path, name: str) -> Path:
    return folder / ("Scripts" if WINDOWS else "bin") / (name + ".exe" if WINDOWS else name)


@contextmanager
def _old_aside(venv: Path) -> Iterator[None]:
    """The environment before comes back when a new one can't be made; nothing half-made stays."""
    old = venv.with_name(venv.name + ".old")
    if (venv / READY).exists():
        shutil.rmtree(old, ignore_errors=True)
        venv.rename(old)
    elif venv.exists():
        if any(venv.iterdir()) and not _is_ours(venv):
            raise SetUpError(f"{venv} is no virtual environment; name another folder for it.")
        shutil.rmtree(venv)
    try:
        yield
    except BaseException:
        shutil.rmtree(venv, ignore_errors=True)
        if old.exists():
            old.rename(venv)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_ours(venv: Path) -> bool:
    return (venv / "pyvenv.cfg").exists() or (venv / "uv").is_dir()


def set_up(venv: Path, options: argparse.Namespace, needed: dict[str, str]) -> None:
    """Fetch uv, and let it make the environment and install the locks and this package."""
    who = "reports and tests need" if options.tests else "reports need"
    print(f"set-up: installing what {who} into {venv.name} (once)", flush=True)
    python = _base_python()
    with tempfile.TemporaryDirectory() as spare:
        pip = _find_pip(python, Path(spare))
        _fetch_uv(pip, venv / "uv")
        configured = _configured(pip)
    told = {**_as_pip_is_told(configured), **os.environ}
    uv = next((venv / "uv").glob("*/uv.exe" if WINDOWS else "bin/uv"))
    _make_venv(uv, venv, _wanted(options.python, python), told)
    locks = [REPORTS] + [TESTS] * options.tests
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", venv, *locks]
    sync += ["--no-index"] * (configured.get("no-index", "").lower() in ("1", "true", "yes", "on"))
    _run(sync, told, "the locked packages could not be installed", INDEX_ADVICE)
    add = [uv, "pip", "install", "--quiet", "--no-deps", "--offline", "--python", venv]
    _run([*add, "--editable", "."], told, "this package could not be installed", "mend it")
    (venv / READY).write_text(json.dumps(needed), "utf-8")


def _base_python() -> str:
    """Python itself, not that of a virtual environment, which may be the one to be replaced."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    name = "python.exe" if WINDOWS else "bin/python{}.{}".format(*sys.version_info)
    return str(Path(sys.base_prefix) / name)


def _find_pip(python: str, spare: Path) -> list[str]:
    """The pip of a Python, else the one that it carries for new environments."""
    own = [python, "-m", "pip"]
    if _succeeds([*own, "--version"]):
        return own
    if _succeeds([python, "-m", "venv", str(spare)]):
        return [str(_program(spare, "python")), "-m", "pip"]
    debian = "sudo apt-get install python3-venv"
    how = debian if shutil.which("apt-get") else "install a Python from python.org"
    raise SetUpError(f"{python} has neither pip nor venv; get one of them first: {how}.")


def _fetch_uv(pip: list[str], folder: Path) -> None:
    # That a user installs for the user alone, or in environments alone, is not about this folder.
    told = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_NO_INPUT": "1"}
    install = [*pip, "install", "--quiet", "--no-deps", "--require-hashes", "--target", folder]
    _run([*install, "--requirement", INSTALLER], told, "pip could not fetch uv", INDEX_ADVICE)


def _configured(pip: list[str]) -> dict[str, str]:
    """What pip is configured with, by files or variables, as it weighs them itself."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True).stdout
    found = re.findall(r"^(global|install|:env:)\.([a-z-]+)=(.*)$", listed, re.MULTILINE)
    scopes = ("global", "install", ":env:")
    return {
        key: str(ast.literal_eval(value))
        for scope in scopes
        for at, key, value in found
        if at == scope
    }


def _as_pip_is_told(configured: dict[str, str]) -> dict[str, str]:
    """Variables that tell uv of the index, certificates and proxy that pip is configured with."""
    # As with pip any index may serve a file: its hash says whether it is the right one.
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for key, (variable, separator) in SETTINGS.items():
        if configured.get(key):
            told[variable] = separator.join(configured[key].split())
    if sys.platform != "linux" or ssl.get_default_verify_paths().cafile:
        # Where an organisation's proxy has a certificate of its own, the system knows it.
        told["UV_SYSTEM_CERTS"] = "1"
    return told


def _wanted(asked: str, python: str) -> str:
    """What uv is to look for: what was asked for, else this Python, else any that is supported."""
    running = "{}.{}".format(*sys.version_info)
    if asked:
        # A command of this name may be pyenv's, which fails for versions that are not chosen.
        return re.sub(r"^python(?=3\.\d+$)", "", asked)
    if running in SUPPORTED:
        return python
    print(f"set-up: Python {running} is not supported; looking for {SPAN}", flush=True)
    return f">={SUPPORTED[0]},<3.{int(SUPPORTED[-1][2:]) + 1}"


def _make_venv(uv: Path, venv: Path, wanted: str, told: dict[str, str]) -> None:
    told = {**told, "PATH": os.pathsep.join([told.get("PATH", ""), *_pyenv()])}
    command = [uv, "venv", "--quiet", "--allow-existing", "--python", wanted, venv]
    missing = f"there is no Python {wanted} here, and uv could not fetch it"
    _run(command, told, missing, f"install a Python {SPAN}, or name the path of one")
    made = re.search(r"^version_info = (\d+\.\d+)", (venv / "pyvenv.cfg").read_text("utf-8"), re.M)
    if not made or made[1] not in SUPPORTED:
        raise SetUpError(f"{wanted} is not a Python {SPAN}; name one of those.")


def _pyenv() -> list[str]:
    """Folders of pyenv's Pythons, newest first."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [p for p in root.glob("versions/3.*/bin") if re.match(r"3[.\d]+$", p.parent.name)]
    found.sort(key=lambda path: [int(part) for part in path.parent.name.split(".")], reverse=True)
    return [str(path) for path in found]


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _run(command: list[str | Path], told: dict[str, str], problem: str, advice: str) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=told, capture_output=True, text=True)
    if done.returncode:
        raise SetUpError(f"{problem} ({_reason(done.stderr + done.stdout)}); {advice}.")


def _reason(output: str) -> str:
    """What pip or uv says went wrong: the first thing and the last, for one leads to the other."""
    wrong = re.search(r"Hash mismatch for `([^`]+)`", output)
    if wrong:
        return f"the index gave a {wrong[1]} that is not the locked one: its hash differs"
    said = re.findall(r"(?:error|cause|ERROR)\s*: (.+)", output) or output.split("\n")[-2:]
    return ": ".join(dict.fromkeys(text.rstrip(".") for text in (said[0], said[-1])))


if __name__ == "__main__":
    sys.exit(main())
