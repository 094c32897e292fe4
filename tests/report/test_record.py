"""Whatever stands in a `run.json` or an executed notebook, the indexes are written."""

import json

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportkit import job, record

from midtjylland.report.index import write_years
from midtjylland.report.record import read_record

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "outputs"]), inner)
    ),
    max_leaves=10,
)
broken = json_values.map(lambda each: json.dumps(each).encode()) | st.binary(max_size=20)
PARTS = ("jobs", "languages", "published")
forty = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
OF_A_JOB = ("name", "notebook", "headline", "error", "fingerprint", "seconds", "output_sha256")


def years_index(folder, told, notebook):
    (folder / "2020").mkdir(exist_ok=True)
    (folder / "2020" / "run.json").write_bytes(told)
    (folder / "2020" / "spread.ipynb").write_bytes(notebook)
    write_years(folder)
    return BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")


@forty
@given(value=json_values, part=st.sampled_from([*PARTS, *OF_A_JOB]), gone=st.booleans())
def test_a_record_with_anything_in_it_is_shown_or_left_out(tmp_path, value, part, gone):
    told = record(job("spread"))
    around = told if part in PARTS else told["jobs"][0]
    around[part] = value
    if gone:
        del around[part]
    page = years_index(tmp_path, json.dumps(told).encode(), b"{}")
    assert len(page.select("h2")) == bool(read_record(tmp_path / "2020" / "run.json"))


@forty
@given(told=broken, notebook=broken)
def test_files_that_are_no_record_and_no_notebook_are_left_out(tmp_path, told, notebook):
    assert not years_index(tmp_path, told, b"{}").select("h2")
    assert years_index(tmp_path, json.dumps(record(job("spread"))).encode(), notebook).select("h2")


def test_json_nested_beyond_what_python_reads_is_left_out(tmp_path):
    assert not years_index(tmp_path, b"[" * 100_000, b"[" * 100_000).select("h2")
