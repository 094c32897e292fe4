"""Population of a new year, from a local server in place of Statistics Denmark's.

The populations of 2022 are synthetic: 1 % more than in 2021. The form of the answer is that of
StatBank's API.
"""

import csv
import hashlib
import re
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

import midtjylland
from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.store import population
from midtjylland.store.build import ingest
from midtjylland.store.raw import read_sidecar, references
from midtjylland.store.verify import verify

NAMES = ("reference", "population_2022-01-01.csv")
REFERENCE = Path(__file__).resolve().parents[2] / "data/raw/reference/population_reference.csv"
with REFERENCE.open(encoding="utf-8", newline="") as file:
    COUNTS = {
        row["municipality_code"]: round(1.01 * int(row["population"]))
        for row in csv.DictReader(file)
        if row["reference_date"] == "2021-01-01"
    }


class Stub:
    """What the server was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.status, self.change = 200, lambda text: text

    def answer(self, path: str) -> bytes:
        """One row for each municipality."""
        asked = urlsplit(path)
        self.asked.append(
            (asked.path, {name: each[0] for name, each in parse_qs(asked.query).items()})
        )
        variables = self.asked[-1][1]
        rows = [
            f"{code} Town;{variables['Tid']};{COUNTS[f'0{code}']}"
            for code in variables["OMRÅDE"].split(",")
        ]
        return self.change("\r\n".join(["OMRÅDE;TID;INDHOLD", *rows, ""])).encode("utf-8-sig")


@pytest.fixture
def statbank(monkeypatch):
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            content = stub.answer(self.path)
            self.send_response(stub.status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(population, "API", f"http://127.0.0.1:{server.server_port}/v1/data")
    yield stub
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(data_dir, *more):
    return main(["population", "--date", "2022-01-01", "--data", str(data_dir), *more])


def test_the_figures_are_stored_with_a_sidecar_that_names_the_answer(statbank, data_dir, capsys):
    assert fetch(data_dir) == 0
    assert "19 municipalities" in capsys.readouterr().out
    [(path, asked)] = statbank.asked
    assert path == "/v1/data/FOLK1A/CSV" and asked["Tid"] == "2022K1"
    areas = asked["OMRÅDE"].split(",")
    assert len(areas) == 19 and "751" in areas
    stored = (data_dir / "raw").joinpath(*NAMES)
    assert stored.read_text("utf-8").splitlines()[0] == ",".join(population.COLUMNS)
    assert verify(data_dir) == []
    said = references(data_dir).set_index("file").loc[NAMES[1]]
    assert said["publisher"] == "Statistics Denmark" and "cite Statistics Denmark" in said["terms"]
    sidecar = read_sidecar(stored)
    answer = statbank.answer(sidecar.url)
    assert hashlib.sha256(answer).hexdigest() in sidecar.description


def test_its_rows_join_those_at_hand(statbank, data_dir):
    before = midtjylland.load_population(data_dir)
    fetch(data_dir)
    after = midtjylland.load_population(data_dir)
    assert len(after) == len(before) + 19
    new = after[after["reference_date"] == pd.Timestamp(2022, 1, 1)].set_index("municipality_code")
    assert new["population"].to_dict() == COUNTS
    assert new.loc["0751", "municipality"] == "Aarhus"
    assert "FOLK1A 2022K1" in new.loc["0751", "source"]


def test_offline_it_says_what_to_download_and_where_to_put_it(data_dir, capsys, monkeypatch):
    with socket.socket() as taken:
        # Bound, but nobody listens: the connection is refused.
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(population, "API", f"http://127.0.0.1:{taken.getsockname()[1]}/v1/data")
        assert fetch(data_dir) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: Statistics Denmark can't be reached") and said.count("\n") == 1
    address = urlsplit(said.split(" open ")[1].split(" in a browser")[0])
    asked = parse_qs(address.query)
    assert address.path == "/v1/data/FOLK1A/CSV" and asked["Tid"] == ["2022K1"]
    assert len(asked["OMRÅDE"][0].split(",")) == 19
    assert "midtjylland population --date 2022-01-01 --from FILE" in said
    assert not (data_dir / "raw").joinpath(*NAMES).exists()


def test_a_downloaded_file_is_taken(statbank, data_dir, tmp_path):
    towns = midtjylland.load_region(data_dir).municipalities
    codes = ",".join(town.code.removeprefix("0") for town in towns)
    downloaded = tmp_path / "download.csv"
    downloaded.write_bytes(statbank.answer(f"/?OMRÅDE={codes}&Tid=2022K1"))
    statbank.asked.clear()
    assert fetch(data_dir, "--from", str(downloaded)) == 0
    assert statbank.asked == []
    assert len(midtjylland.load_population(data_dir)) == 57


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: re.sub("751 Town;.*\r\n", "", text), "lacks the population on 2022-01-01 of"),
        (
            lambda text: text.replace("2022K1", "2021K4"),
            "no municipality of the region",
        ),
        (lambda text: re.sub("751 Town;2022K1;", "\\g<0>-", text), "which is no number of people"),
        (lambda text: re.sub("(751 Town;2022K1;).*", "\\1..", text), "0751 Aarhus"),
        (lambda text: "<html>Service unavailable</html>", "it has no figures"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_is_refused(statbank, data_dir, capsys, change, why):
    statbank.change = change
    assert fetch(data_dir) == 1
    said = capsys.readouterr().err
    assert why in said and said.count("\n") == 1 and "Traceback" not in said
    assert not (data_dir / "raw").joinpath(*NAMES).exists()


def test_a_refusal_of_the_server_is_told(statbank, data_dir, capsys):
    statbank.status = 400
    statbank.change = lambda text: '{"errorTypeCode":"EXTRACT","message":"Tid: no 2022K1"}'
    assert fetch(data_dir) == 1
    said = capsys.readouterr().err
    assert "Statistics Denmark refuses (400" in said and "FOLK1A has 2022K1 yet" in said


@pytest.mark.parametrize("day", ["2022-01-02", "2022-02-01", "2007-01-01"])
def test_days_that_the_table_does_not_have_are_refused(statbank, data_dir, capsys, day):
    assert main(["population", "--date", day, "--data", str(data_dir)]) == 1
    assert "first day of each quarter since 2008-01-01" in capsys.readouterr().err
    assert statbank.asked == []


def test_what_is_stored_is_never_replaced(statbank, data_dir, capsys):
    fetch(data_dir)
    assert fetch(data_dir) == 1
    assert "is there already" in capsys.readouterr().err


def test_files_that_contradict_each_other_are_refused(statbank, data_dir):
    fetch(data_dir)
    folder = data_dir / "raw" / "reference"
    twin = (
        (folder / NAMES[1])
        .read_text("utf-8")
        .replace("0751,Aarhus,2022-01-01,", "0751,Aarhus,2022-01-01,1")
    )
    (folder / "population_other.csv").write_text(twin, "utf-8")
    with pytest.raises(MidtjyllandError, match="different populations of Aarhus on 2022-01-01"):
        midtjylland.load_population(data_dir)


def test_without_its_year_the_shares_are_not_judged_and_the_command_is_named(data_dir, pdfs):
    findings = ingest([pdfs[2022]], data_dir)[0].findings
    told = [f for f in findings if f.check == "population-reference"]
    assert [f.severity for f in told] == ["info"]
    assert "midtjylland population --date 2022-01-01" in told[0].message
