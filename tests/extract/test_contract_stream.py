"""The result contract from text that keeps no columns apart: cells in the order of the stream."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from midtjylland.declared.region import load_region
from midtjylland.extract.contract.recipe import read_contract
from midtjylland.read.document import from_text, read_document

ROOT = Path(__file__).parents[2]
REGION = load_region(ROOT / "data")

CELLS = [
    ("G", "1. Bedre kendskab"),
    ("T", "Mindst 40 pct. af virksomhederne i området skal kende huset ved årets udgang."),
    (
        "R",
        "Kendskabet er i den seneste måling opgjort til 37 pct. blandt de adspurgte, "
        "og det er lidt lavere end ventet.",
    ),
    ("T", "Der skal holdes mindst 12 møder med kommunerne i løbet af året om erhvervsfremme."),
    (
        "R",
        "Der er afholdt 14 møder med kommunerne, og deltagerne har været tilfredse med "
        "både emner og form.",
    ),
    ("G", "2. God vejledning"),
    (
        "T",
        "Min. 80 pct. af de vejledte skal være meget tilfredse med den vejledning, som de "
        "har modtaget.",
    ),
    (
        "R",
        "83 pct. af de vejledte har svaret, at de er meget tilfredse med vejledningen "
        "fra husets konsulenter.",
    ),
    (
        "T",
        "Vejledningen skal understøtte den grønne omstilling i virksomheder af alle "
        "størrelser og brancher.",
    ),
    (
        "R",
        "Der er gennemført en kampagne om grøn omstilling, og alle konsulenter har været på "
        "kursus i klimaregnskab.",
    ),
]
WIDTHS = {"G": 16, "T": 24, "R": 52}


def _wrapped(text, width):
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _stream(cells, blank=False):
    lines = ["Resultatkontrakt for året", "Mål Målopfyldelse"]
    for role, text in cells:
        lines += [""] * blank + _wrapped(text, WIDTHS[role])
    return "\n".join([*lines, "", "BILAG – Oversigt over moduler", "12. maj Basismodul"])


def _read(text):
    return read_contract(from_text(text, "papers.txt"), REGION)


@pytest.mark.parametrize("blank", [False, True])
def test_cells_are_told_by_their_widths(blank):
    goals = _read(_stream(CELLS, blank)).rows["contract_goals"]
    assert [g["item"] for g in goals] == ["1a", "1b", "2a", "2b"]
    assert [g["target_text"] for g in goals] == [text for role, text in CELLS if role == "T"]
    assert [g["result_text"] for g in goals] == [text for role, text in CELLS if role == "R"]
    assert [g["goal"] for g in goals] == ["Bedre kendskab"] * 2 + ["God vejledning"] * 2


def test_numbers_of_target_and_result_are_paired():
    rows = _read(_stream(CELLS)).rows["contract_indicators"]
    assert [(r["item"], r["target_value"], r["result_value"]) for r in rows] == [
        ("1a", 40, 37),
        ("1b", 12, 14),
        ("2a", 80, 83),
    ]


def test_several_targets_of_a_cell_go_with_their_paragraphs():
    order = [0, 1, 3, 2, 4, 5, 6, 8, 7, 9]
    goals = _read(_stream([CELLS[n] for n in order], blank=True)).rows["contract_goals"]
    assert [g["target_text"] for g in goals] == [text for role, text in CELLS if role == "T"]
    assert [g["result_text"] for g in goals] == [text for role, text in CELLS if role == "R"]


def test_a_target_that_runs_on_into_another_one_is_doubted():
    cells = list(CELLS)
    lost = "skal være meget tilfredse med den vejledning"
    cells[6] = ("T", CELLS[6][1].replace(lost, "er tilfredse Mindst 12 møder om vejledning"))
    [told] = [f for f in _read(_stream(cells)).findings if f.check == "target-joined"]
    assert told.severity == "warning" and "'Mindst 12 møder" in told.message


def _refused(text):
    extract = _read(text)
    assert not extract.rows
    (finding,) = [f for f in extract.findings if f.severity == "error"]
    assert (finding.table, finding.check) == ("contract_goals", "columns-mixed")
    return finding


def test_interleaved_columns_are_withheld():
    lines = ["Mål Målopfyldelse"]
    for (role, text), (_, beside) in pairwise(CELLS):
        if role == "G":
            lines += _wrapped(text, WIDTHS["G"])
        elif role == "T":
            left, right = _wrapped(text, WIDTHS["T"]), _wrapped(beside, WIDTHS["R"])
            for n in range(max(len(left), len(right))):
                lines += left[n : n + 1] + right[n : n + 1]
    _refused("\n".join(lines))


def test_a_target_without_a_result_is_withheld():
    _refused(_stream([cell for n, cell in enumerate(CELLS) if n not in (2, 7)], blank=True))


def test_a_missing_goal_number_is_withheld():
    cells = [(role, text.replace("2. God", "3. God")) for role, text in CELLS]
    _refused(_stream(cells))


@pytest.mark.parametrize(
    "head", ["Mål Resultat i 2021 Resultat i 2022", "Mål Målopfyldelse Status"]
)
def test_further_columns_are_withheld_by_name(head):
    finding = _refused(_stream(CELLS).replace("Mål Målopfyldelse", head))
    assert head in finding.message


def test_a_letter_without_meaning_is_withheld():
    assert (
        "vejled•ingen" in _refused(_stream(CELLS).replace("vejledningen", "vejled•ingen")).message
    )


def test_text_without_a_contract_gives_nothing():
    extract = _read("Referat\n\nMødet begyndte kl. 9.\n1. Valg af ordstyrer\n")
    assert not extract.rows and not extract.findings


def test_2021_reads_as_published():
    path = next((ROOT / "data/raw/2021").glob("*.txt"))
    rows = read_contract(read_document(path.read_bytes(), path.name), REGION, 2021).rows
    for table, columns in {
        "contract_goals": ["item", "scope", "goal", "target_text", "result_text", "source_line"],
        "contract_indicators": ["item", "target_value", "result_value", "unit", "source_line"],
    }.items():
        want = pd.read_csv(ROOT / f"data/processed/2021/{table}.csv")[columns]
        got = pd.DataFrame(rows[table])[columns]
        pd.testing.assert_frame_equal(got, want, check_dtype=False)
