"""The real document, and a private copy of the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from jupyter_client.provisioning import KernelProvisionerFactory
from truthkit import not_ours

from midtjylland.declared.region import load_region
from midtjylland.read import document
from midtjylland.read.document import read_document
from midtjylland.run.kernels import import_lean
from midtjylland.run.kernels.warm import NAME

if TYPE_CHECKING:
    from playwright.sync_api import Browser

import_lean("nbformat")
# No test is about time, and another may have the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: runs all notebooks; leave out with -m 'not slow'")


@pytest.fixture
def unbounded(monkeypatch):
    """No process of its own for each of a hundred small PDFs; tests/read has the limits."""
    monkeypatch.setattr(document, "run_bounded", lambda function, args, *_: function(*args))


@pytest.fixture(scope="session", autouse=True)
def warm_kernels():
    """Kernels of this process are forked from a warm template; tests/run compares."""
    factory = KernelProvisionerFactory.instance()
    factory.default_provisioner_name = NAME


@pytest.fixture(scope="session")
def raw_papers():
    return PAPERS.read_bytes()


@pytest.fixture(scope="session")
def papers(raw_papers):
    return read_document(raw_papers, PAPERS.name)


@pytest.fixture(scope="session")
def region():
    return load_region(ROOT / "data")


@pytest.fixture
def data_dir(tmp_path):
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=not_ours))


@pytest.fixture(scope="session")
def pdfs(tmp_path_factory):
    """Our own PDF of each year's papers."""
    from papers.build import FOLDERS, build_year

    folder = tmp_path_factory.mktemp("papers")
    return {year: build_year(year, folder / f"{year}.pdf") for year in FOLDERS}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing; install Debian's package: apt-get install chromium")
    # These pages are our own, and Chromium's sandbox can't start inside most containers.
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=options + quiet)
        yield launched
        launched.close()
