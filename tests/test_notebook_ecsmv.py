"""The notebook `ecsmv_subsidy` executed on the hand-typed truth, and its calculator."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import nbformat
import pytest
import truthkit
from jupyter_client import KernelManager
from traitlets.config import Config

from midtjylland import calculator
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import headline_of
from midtjylland.parameters import inject
from midtjylland.references import execute
from midtjylland.rules.grants import GrantRules
from midtjylland.tables import TABLE_MIME

ROOT = Path(__file__).parent.parent
NOW = GrantRules(32, 200_000, 57_375)
WIDGET = "application/vnd.jupyter.widget-view+json"
FIRMS = {2021: (600, 200), 2022: (750, 260)}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Published tables of 2021, and of 2022, which is synthetic, with their counts of firms."""
    folder = truthkit.write_data(tmp_path_factory.mktemp("ecsmv") / "data")
    for year, counts in FIRMS.items():
        path = folder / "processed" / str(year) / "stated_totals.csv"
        lines = [line for line in path.read_text("utf-8").splitlines() if "ecsmv" not in line]
        names = ("firms_in_dialogue", "firms_with_business_model")
        lines += [
            f"ecsmv_rules,{name},{count},count,," for name, count in zip(names, counts, strict=True)
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def run(data: Path, **parameters) -> nbformat.NotebookNode:
    source = nbformat.read(ROOT / "notebooks" / "ecsmv_subsidy.ipynb", as_version=4)
    values = {"data_dir": str(data), **parameters}
    notebook = nbformat.from_dict(inject(source, values))
    execute(notebook, ROOT / "notebooks")
    return notebook


def outputs(notebook, cell: str):
    found = next(each for each in notebook.cells if each.id == cell)
    return [output["data"] for output in found["outputs"]]


def words(notebook, cell: str) -> str:
    return "\n".join(
        data.get("text/markdown", data.get("text/plain", "")) for data in outputs(notebook, cell)
    )


def rows(notebook, cell: str) -> list[dict]:
    return next(data[TABLE_MIME]["data"] for data in outputs(notebook, cell) if TABLE_MIME in data)


@pytest.fixture(scope="module")
def real(data):
    return run(data, year=2021)


@pytest.fixture(scope="module")
def synthetic(data):
    return run(data, year=2022, compare_years=[2021], investments_dkk=[100_000, 625_000])


def test_the_real_year_answers(real):
    headline = headline_of(real)
    assert headline["investment_at_cap_dkk"] == 625_000
    assert headline["max_total_grant_dkk"] == 257_375
    assert (headline["firms_in_dialogue"], headline["firms_with_business_model"]) == (600, 200)
    assert "All three agree on every rule" in words(real, "compared")
    assert "No other year was chosen" in words(real, "years")
    assert "**51.5 million DKK**, 123 %" in words(real, "headline")


def test_nothing_is_written_to_a_stream_and_no_name_is_random(real):
    shown = [output for cell in real.cells for output in cell.get("outputs", [])]
    assert {output["output_type"] for output in shown} <= {"display_data", "execute_result"}
    assert not any(WIDGET in output["data"] for output in shown)
    assert "widgets" not in real.metadata


def test_the_calculator_is_a_table_in_batch(real):
    found = {row["investment_dkk"]: row for row in rows(real, "calculator")}
    assert found[1_000_000] == {
        "investment_dkk": 1_000_000,
        "without_advice_dkk": 200_000,
        "half_advice_dkk": 228_687.5,
        "full_advice_dkk": 257_375,
    }


def test_a_file_past_its_check_and_other_than_the_papers_is_a_visible_finding(synthetic):
    compared = {row["rule"]: row for row in rows(synthetic, "compared")}
    rate = compared["investment_grant_rate_pct"]
    assert (rate["status"], rate["action_plan"], rate["on_file"]) == (40, 40, 32)
    assert {row["file"] for row in compared.values()} == {"unconfirmed_other"}
    said = words(synthetic, "compared")
    assert "looked up for **31 December 2022** (last day of the contract year" in said
    assert "The papers say 40 %; investment_grant_rate_pct was last checked on 2022-11-01" in said
    assert "3 of 3 rules on file differ" in words(synthetic, "headline")


def test_the_change_between_the_years_is_shown(synthetic):
    changes = {row["quantity"]: row for row in rows(synthetic, "years")}
    assert changes["investment_grant_rate_pct"]["change"] == 8
    assert changes["firms_in_dialogue"]["change"] == 150
    grants = [row["change_dkk"] for row in rows(synthetic, "years-grants")]
    assert grants == [8_000, 50_000]
    assert "150 joined from 2021 to 2022, 60 of them" in words(synthetic, "years-grants")


def test_rules_on_file_past_their_check_stop_the_notebook(data):
    with pytest.raises(MidtjyllandError, match=r"last checked on 2022-11-01; confirm at ecsmv\.dk"):
        run(data, year=2022, rules_from="on_file")


def test_firms_that_the_papers_do_not_state_are_unknown_and_own_rules_are_read(data, tmp_path):
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    path = folder / "processed" / "2021" / "stated_totals.csv"
    lines = [line for line in path.read_text("utf-8").splitlines() if "ecsmv" not in line]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "rules").mkdir()
    shipped = (ROOT / "lib" / "midtjylland" / "rules" / "ecsmv.yaml").read_text("utf-8")
    own = shipped.replace("value: 200000", "value: 180000")
    (folder / "rules" / "ecsmv.yaml").write_text(own, "utf-8")
    notebook = run(folder, year=2021)
    assert headline_of(notebook)["firms_in_dialogue"] is None
    assert "Not known" in words(notebook, "cost")
    assert "Read from rules/ecsmv.yaml of the data folder." in words(notebook, "file")
    assert "is 180,000 DKK on 2022-11-01; find out which holds" in words(notebook, "compared")
    assert headline_of(notebook)["rules_differing_on_file"] == 1


# The calculator


def test_the_calculator_says_what_a_firm_gets():
    assert calculator.answer(1_250_000, 57_375, NOW) == (
        "Investment grant: 200,000 DKK (16.0 % of the investment). With the advice grant: 257,375 "
        "DKK. The firm pays 1,050,000 DKK of the investment itself; of the next krone the scheme "
        "would pay 0 øre."
    )
    assert "Investment grant: 0 DKK. With" in calculator.answer(0, 0, NOW)


def test_the_fields_change_the_answer_and_refuse_what_can_not_be():
    box = calculator.calculator(NOW, 100_000)
    investment, advice, shown = box.children
    assert "Investment grant: 32,000 DKK" in shown.value
    investment.value = 625_000
    assert "Investment grant: 200,000 DKK" in shown.value
    advice.value = 57_375
    assert "With the advice grant: 257,375 DKK" in shown.value
    advice.value = 57_376
    assert "An advice grant of 57376 can&#x27;t be" in shown.value
    advice.value, investment.value = 0, -1
    assert "An investment of -1 can&#x27;t be" in shown.value


SOURCE = """
from midtjylland.calculator import show_calculator
from midtjylland.rules.grants import GrantRules
show_calculator(GrantRules(32, 200_000, 57_375), [100_000])
"""


@pytest.mark.parametrize(("metadata", "mime"), [({"cellId": "a"}, WIDGET), ({}, TABLE_MIME)])
def test_the_calculator_is_interactive_only_where_an_editor_asks(metadata, mime):
    # JupyterLab names the cell in its request; nbclient, papermill and nbval do not.
    manager = KernelManager(config=Config({"KernelManager": {"transport_encryption": "auto"}}))
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        content = {"code": SOURCE, "silent": False, "store_history": False, "allow_stdin": False}
        request = client.session.msg("execute_request", content, metadata=metadata)
        client.shell_channel.send(request)
        assert mime in shown_by(client, request["header"]["msg_id"])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def shown_by(client, request: str) -> dict:
    """Data of the first thing that a request displays."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request:
            assert message["msg_type"] != "error", message["content"]
            if message["msg_type"] == "display_data":
                return message["content"]["data"]
    raise AssertionError("nothing was displayed")
