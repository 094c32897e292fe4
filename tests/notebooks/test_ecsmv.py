"""ecsmv_subsidy on the hand-typed truth, with tables that are withheld, and its calculator."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import notebookkit
import pandas as pd
import pytest
import truthkit
from inprocess import Run
from jupyter_client import KernelManager
from traitlets.config import Config

import midtjylland
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import DEFAULT, use_language
from midtjylland.declared.rules.grants import GrantRules
from midtjylland.figures import calculator

ROOT = Path(__file__).parents[2]
NOW = GrantRules(32, 200_000, 57_375)
WIDGET = "application/vnd.jupyter.widget-view+json"
NAME = "ecsmv_subsidy"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Published tables of 2021, and of 2022, which is synthetic."""
    return truthkit.write_data(tmp_path_factory.mktemp("ecsmv") / "data")


def test_what_the_page_says_of_2021():
    text = notebookkit.said(NAME)
    for said in (
        # 0.32 x 625,000 = 200,000, which is 16 % of 1,250,000.
        "of 1,250,000 DKK the grant pays 16 %",
        "3 of 3 rules on file are not confirmed by a source other than the papers",
        # 150 / 650 = 23.1 % and 250 / 550 = 45.5 %.
        "the share is anything from 23 to 45 %",
        # 200,000 / 0.15; 42,000,000 / 257,375 = 163.2 and / 200 = 210,000, 81.6 % of 257,375.
        "investments above 1,333,333 DKK",
        "both in full to 163 firms, or 210,000 DKK to each",
        "82 % of the most that one can get",
    ):
        assert said in text.replace("\u00a0", " ")
    schedule = pd.DataFrame(Run(NAME, ROOT / "data", year=2021).tables("gets")[0])
    assert schedule.set_index("investment_dkk").loc[1_000_000].tolist() == [
        *(200_000, 800_000, 20, 0, 257_375),
    ]


def test_a_synthetic_year_beside_the_real_one(data):
    values = {"year": 2022, "compare_years": [2021], "investments_dkk": [100_000, 625_000]}
    run = Run(NAME, data, **values)
    told = "The file of dated rules has another value for 3 of 3 rules."
    assert told in run.headline["sentence"]
    said = run.text("rests")
    assert "For 31 December 2022, 3 of 3 rules on file are not confirmed" in said
    assert said.count("Find out which holds") == 3
    rules, grants = map(pd.DataFrame, run.tables("years")[:2])
    assert rules["investment_grant_rate_pct"].tolist() == [32, 40]
    # 32 and 40 % of 100,000; the caps 200,000 and 250,000 are reached with 625,000.
    assert grants[["grant_2021", "grant_2022"]].to_numpy().tolist() == [
        [32_000, 40_000],
        [200_000, 250_000],
    ]
    # 750 - 600 and 260 - 200 firms.
    assert "150 joined from 2021 to 2022, 60 of them with a model" in run.text("years")


@pytest.mark.parametrize("table", ["ecsmv_rules", "stated_totals", "findings"])
def test_a_withheld_table_is_told_and_nothing_fails(data, table):
    run = Run(NAME, data, table, year=2021, compare_years=[2022])
    assert (run.headline["max_total_grant_dkk"] is None) == (table == "ecsmv_rules")
    assert (run.headline["firms_in_dialogue"] is None) == (table == "stated_totals")
    if table == "ecsmv_rules":
        assert (
            "What ECSMV paid by the papers of 2021 can't be said: a made-up reason." in run.text()
        )
    if table == "stated_totals":
        assert "do not say how many firms took part" in run.text("cost")


def with_schemes(monkeypatch, *schemes: str) -> None:
    """Let the papers print ECSMV's own rules for these schemes, another one's at 50 %."""
    load = midtjylland.load

    def loaded(table: str, **where):
        frame = load(table, **where)
        if table != "ecsmv_rules":
            return frame
        each = [
            frame if name == "ecsmv" else frame.assign(investment_grant_rate_pct=50.0)
            for name in schemes
        ]
        named = zip(each, schemes, strict=True)
        return pd.concat([rows.assign(scheme=name) for rows, name in named], ignore_index=True)

    monkeypatch.setattr(midtjylland, "load", loaded)


def test_a_scheme_that_followed_is_told_under_its_own_name(data, monkeypatch):
    with_schemes(monkeypatch, "Grøn Omstilling")
    run = Run(NAME, data, year=2021, investments_dkk=[100_000, 625_000])
    # No figure of it counts as ECSMV's.
    assert run.headline["max_total_grant_dkk"] is None
    assert "Grøn Omstilling, 50 % of an investment, at most 200,000 DKK" in run.headline["sentence"]
    [grants] = run.tables("gets")
    # 50 % of 100,000, and the cap.
    assert pd.DataFrame(grants)["Grøn Omstilling, 50 %"].tolist() == [50_000, 200_000]


def test_another_scheme_has_a_table_of_its_own(data, monkeypatch):
    with_schemes(monkeypatch, "ecsmv", "Grøn Omstilling")
    run = Run(NAME, data, year=2021)
    assert run.headline["investment_grant_rate_pct"] == 32
    others = pd.DataFrame(run.tables("rests")[-1])
    assert set(others["scheme"]) == {"Grøn Omstilling"}
    assert set(others["investment_grant_rate_pct"]) == {50}


def test_rules_on_file_past_their_check_stop_the_notebook(data):
    with pytest.raises(MidtjyllandError, match=r"last checked on 2020-07-07; confirm at ecsmv\.dk"):
        Run(NAME, data, year=2022, rules_from="on_file")
    run = Run(NAME, data, year=2021, rules_from="on_file", rules_on="2020-07-07")
    assert run.headline["rules_on"] == "2020-07-07"
    assert run.headline["rules_unconfirmed"] == 0


def test_rules_of_the_data_folder_are_read(data, tmp_path):
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    (folder / "rules").mkdir()
    shipped = (ROOT / "lib/midtjylland/declared/rules/ecsmv.yaml").read_text("utf-8")
    own = shipped.replace("value: 200000", "value: 180000")
    (folder / "rules" / "ecsmv.yaml").write_text(own, "utf-8")
    run = Run(NAME, folder, year=2021)
    assert "Read from rules/ecsmv.yaml of the data folder." in run.text("file")
    told = "The file of dated rules has another value for 1 of 3 rules."
    assert told in run.headline["sentence"]
    assert run.headline["rules_differing_on_file"] == 1


# The calculator


def test_the_calculator_says_what_a_firm_gets():
    assert calculator.answer(1_250_000, 57_375, NOW) == (
        "For an investment of 1,250,000 DKK the investment grant is 200,000 DKK (16.0 %); with an "
        "advice grant of 57,375 DKK the firm gets 257,375 DKK. It pays 1,050,000 DKK of the "
        "investment itself. Of the next krone the scheme would pay 0 øre."
    )
    assert "the investment grant is 0 DKK" in calculator.answer(0, 0, NOW)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("625000", 625_000),
        (" 625.000 ", 625_000),
        ("625,000", 625_000),
        ("625 000", 625_000),
        ("625\u00a0000", 625_000),
        ("1.250.000,50", 1_250_000.5),
        ("1,250,000.5", 1_250_000.5),
        ("1000,75", 1000.75),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_danes_and_englishmen_type_them(text, amount):
    assert calculator.read_amount(text, 1e9) == amount


@pytest.mark.parametrize(
    "text", ["", "-1", "abc", "1.25.000", "1,250.000", "1.000.5", "625000,505", "١٢", "nan", "1e5"]
)
def test_what_can_not_be_read_is_refused(text):
    with pytest.raises(MidtjyllandError, match="is no amount; write it as 625000"):
        calculator.read_amount(text, 1e9)


def test_the_fields_change_the_answer_and_refuse_what_can_not_be():
    investment, advice, shown = calculator.calculator(NOW, 100_000).children
    assert "the investment grant is 32,000 DKK" in shown.value
    investment.value, advice.value = "625.000", "57.375"
    assert "the firm gets 257,375 DKK" in shown.value
    advice.value = "57376"
    assert "57,376 DKK is too much; the most is 57,375 DKK." in shown.value
    advice.value, investment.value = "0", "many"
    assert "“many” is no amount" in shown.value


def test_the_fields_speak_the_language_in_use():
    use_language("da")
    try:
        investment, _, shown = calculator.calculator(NOW, 100_000).children
    finally:
        use_language(DEFAULT)
    assert investment.value == "100.000" and "32.000 kr." in shown.value


SOURCE = """
from midtjylland.figures.calculator import show_calculator
from midtjylland.declared.rules.grants import GrantRules
show_calculator(GrantRules(32, 200_000, 57_375), 100_000)
"""


def test_only_an_editor_gets_fields_and_the_rest_of_its_output_is_the_same():
    # JupyterLab names the cell in its request; nbclient, papermill and nbval do not.
    manager = KernelManager(config=Config({"KernelManager": {"transport_encryption": "auto"}}))
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        edited, batch = (shown_by(client, metadata) for metadata in ({"cellId": "a"}, {}))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert edited.pop(WIDGET)
    assert edited == batch and set(batch) == {"text/plain", "text/markdown"}


def shown_by(client, metadata: dict) -> dict:
    """Data of the first thing that a request displays."""
    content = {"code": SOURCE, "silent": False, "store_history": False, "allow_stdin": False}
    request = client.session.msg("execute_request", content, metadata=metadata)
    client.shell_channel.send(request)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request["header"]["msg_id"]:
            assert message["msg_type"] != "error", message["content"]
            if message["msg_type"] == "display_data":
                return message["content"]["data"]
    raise AssertionError("nothing was displayed")
