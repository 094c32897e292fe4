"""The languages of the reports: nothing a reader sees is left out."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from midtjylland.core import schemas
from midtjylland.core.language import language
from midtjylland.core.message import Message, finding, in_language, place_message, tell
from midtjylland.notebook import HEADLINE_MIME, KEY_FIGURE, SENTENCE
from midtjylland.report.tables import TABLE_MIME
from midtjylland.run.batchfile import Batch

CODES = ["da", "en"]
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ENGLISH, DANISH = language("en"), language("da")


def test_batch_offers_the_languages_that_there_are():
    (offered,) = get_args(Batch.model_fields["languages"].annotation)
    assert sorted(get_args(offered)) == CODES


def shown_by_tables() -> Iterator[str]:
    for table in schemas.TABLES:
        yield table
        for field in schemas.table_schema(table)["fields"]:
            yield field["name"]
            yield from field["constraints"].get("enum", [])


def shown_by(notebook: dict[str, Any]) -> Iterator[str]:
    """Names that a report reads aloud: key figures, column heads without a label, ids."""
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", []))
    for data in (output.get("data", {}) for output in outputs):
        headline = data.get(HEADLINE_MIME, {})
        yield from set(headline) - {SENTENCE, KEY_FIGURE}
        if KEY_FIGURE in headline:
            yield f"index_{headline[KEY_FIGURE]}"
        table = data.get(TABLE_MIME, {"schema": {"fields": []}, "data": []})
        for field in table["schema"]["fields"]:
            if field["title"] == field["name"] and field["name"] == field["name"].lower():
                yield field["name"]
            if field["spoken"]:
                yield from {row[field["name"]] for row in table["data"]} - {None}


def is_name(text: str) -> bool:
    """Whether a text is one of our ids: blanks and years need no translation."""
    return text.isidentifier() and not text.isdigit()


def test_every_table_column_and_value_has_a_label():
    missing = sorted(name for name in set(shown_by_tables()) if not ENGLISH.knows(name))
    assert missing == [], "add them to core/labels.yaml"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_everything_a_notebook_shows_by_its_id_has_a_label(path):
    shown = set(filter(is_name, shown_by(json.loads(path.read_text("utf-8")))))
    missing = sorted(name for name in shown if not ENGLISH.knows(name))
    assert missing == [], "add them to core/labels.yaml"


def test_a_message_is_data_that_is_told_in_each_language():
    # A finding as a check makes it, and as the table of findings keeps it.
    where = place_message(None, 463)
    values = {"town": "Skanderborg", "count": 2, "lines": ["1", "2"]}
    place = {"source_line": 463}
    found = finding("guidance_by_municipality", "municipality-twice", place, **values)
    assert found.message == f"{where}: Skanderborg stands 2 times (lines 1 and 2)."
    frame = schemas.frame_of("findings", [found.row()])
    assert in_language("findings", frame, ENGLISH)["message"].tolist() == [found.message]
    danish = "linje 463: Skanderborg står 2 gange (linje 1 og 2)."
    assert in_language("findings", frame, DANISH)["message"].tolist() == [danish]
    assert tell(pickle.loads(pickle.dumps(found)).message, DANISH) == danish
    number = Message(
        "{count} modules are listed, the document states {stated}", count=2729, stated=2.5
    )
    assert tell(number, DANISH) == "listen har 2.729 moduler, men dokumentet oplyser 2,5"
    assert tell("a mere text", DANISH) == "a mere text"


def test_notes_stay_texts_where_there_are_none():
    frame = schemas.frame_of("contract_indicators", [{"note": None}])
    assert in_language("contract_indicators", frame, DANISH)["note"].dtype == "str"


def test_danish_numbers_and_dates():
    # Retskrivningsordbogen and the Danish CLDR: point for thousands, comma for decimals.
    assert DANISH.number(2729) == "2.729"
    assert DANISH.number(57375.5, 2) == "57.375,50"
    assert DANISH.number(3.9e-21) == "3,9\u00a0×\u00a010⁻²¹"
    # As many figures as nobody reads: the same.
    assert DANISH.number(1e300) == "1,0\u00a0×\u00a010³⁰⁰"
    assert DANISH.date(date(2021, 5, 3)) == "3. maj 2021"
    assert DANISH.value(True) == "ja"
    assert DANISH.value(None) == "–"


def test_a_figure_alone_has_its_unit_and_no_more_decimals_than_its_unit_bears():
    assert ENGLISH.figure(12.06293706, "green_guidance_share_pct") == "12.1\u00a0%"
    assert DANISH.figure(12.06293706, "green_guidance_share_pct") == "12,1\u00a0%"
    assert ENGLISH.figure(95238.09524, "grant_mean_dkk") == "95,238\u00a0DKK"
    assert ENGLISH.figure(257375, "max_total_grant_dkk") == "257,375\u00a0DKK"
    assert ENGLISH.figure(None, "share_pct") == "–"
    assert ENGLISH.figure(53, "modules") == "53"
    # Small ones are not rounded away.
    assert ENGLISH.figure(0.004, "share_pct") == "0.004\u00a0%"
    assert ENGLISH.number(0.1804, 0) == "0.18"
    assert DANISH.number(0.00009, 2) == "9,0\u00a0×\u00a010⁻⁵"


def test_a_p_value_has_two_digits():
    told = [ENGLISH.p_value(p) for p in (1.0, 0.34706, 0.0594, 0.00023, 3.9e-21)]
    assert told == ["1.00", "0.35", "0.059", "0.00023", "3.9\u00a0×\u00a010⁻²¹"]
    assert DANISH.p_value(0.0001, floor=0.0001) == "≤ 0,0001"


def test_a_range_whose_ends_look_the_same_is_one_number():
    assert ENGLISH.span(1.58, 2.04, 1) == "1.6 to 2.0"
    assert DANISH.span(0.66, 0.74, 1) == "0,7"


def test_an_id_within_a_text_is_shown_by_its_name():
    assert ENGLISH.value("coast_to_coast: budget_mdkk is 7") == (
        "Coast to Coast: Budget (million DKK) is 7"
    )
    assert ENGLISH.value("papers_2021.txt") == "papers_2021.txt"
