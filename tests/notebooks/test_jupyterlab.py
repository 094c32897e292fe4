"""JupyterLab as an analyst uses it: Run All and Save, after which nbval finds nothing changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import notebookkit
import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=120_000)
NAME = "ecsmv_subsidy"  # the one with fields to fill in
SECONDS = 120
IDLE = re.compile(r"\| Idle$")


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("lab")
    for part in ("notebooks", "data"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def page(browser, repository, tmp_path_factory) -> Iterator[Page]:
    """The notebook in JupyterLab, after Run All and Save."""
    own = tmp_path_factory.mktemp("jupyter")
    kinds = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    places = {kind: str(own / kind) for kind in (*kinds, "JUPYTERLAB_WORKSPACES_DIR")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    server = subprocess.Popen(
        command, cwd=repository, env={**os.environ, **places}, stderr=subprocess.DEVNULL
    )
    try:
        page = browser.new_page(viewport={"width": 1400, "height": 1200})
        page.set_default_timeout(1000 * SECONDS)
        # On a busy machine JupyterLab may ask which kernel, before it knows what there is.
        asked = page.get_by_role("button", name="Select Kernel")
        page.add_locator_handler(asked, lambda button: button.click())
        page.goto(_address(Path(places["JUPYTER_RUNTIME_DIR"])))
        expect(page.get_by_role("button", name=IDLE)).to_be_visible()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("Run All Cells$")).click()
        expect(page.get_by_label(re.compile("Investment"))).to_be_visible()
        expect(page.locator(".jp-InputPrompt", has_text="*")).to_have_count(0)
        expect(page.get_by_role("button", name=IDLE)).to_be_visible()
        path = repository / "notebooks" / f"{NAME}.ipynb"
        before = path.stat().st_mtime_ns
        page.keyboard.press("Control+s")
        _wait(lambda: path.stat().st_mtime_ns > before and path.read_text().rstrip().endswith("}"))
        yield page
        page.close()
    finally:
        server.terminate()
        server.wait(30)


def _address(runtime: Path) -> str:
    """Address of the notebook, from what the server writes before it listens."""
    [path] = _wait(lambda: [p for p in runtime.glob("jpserver-*.json") if p.read_text()])
    told = json.loads(path.read_text())
    _wait(lambda: _listens(told["port"]))
    return f"{told['url']}lab/tree/notebooks/{NAME}.ipynb?token={told['token']}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("localhost", port)) == 0


def _wait(condition):
    until = time.monotonic() + SECONDS
    while not (value := condition()):
        assert time.monotonic() < until, "JupyterLab does not do it"
        time.sleep(0.1)
    return value


def test_run_all_and_save_leave_nothing_that_nbval_notices(page, repository):
    path = repository / "notebooks" / f"{NAME}.ipynb"
    saved, committed = nbformat.read(path, as_version=4), notebookkit.read(NAME)
    assert all(cell.execution_count for cell in saved.cells if cell.cell_type == "code")
    assert len(saved.cells) == len(committed.cells)
    done = notebookkit.nbval(path)
    assert done.returncode == 0, done.stdout


def test_fields_read_what_a_dane_types_and_refuse_what_is_no_amount(page):
    field, said = page.get_by_label(re.compile("Investment")), page.get_by_role("status")
    # 32 % of it, worked out by hand.
    for typed, answer in (("500.000,50", "160,000.16 DKK"), ("1,5 mio", "“1,5 mio” is no amount")):
        field.fill(typed)
        field.press("Enter")
        expect(said.filter(has_text=answer)).to_be_visible()
