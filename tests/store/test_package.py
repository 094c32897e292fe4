"""Published tables as readers get them: typed, unchanged, and never a mixture."""

import json
import multiprocessing
import shutil

import pandas as pd
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from truthkit import write_table

import midtjylland
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.schemas import TABLES, columns
from midtjylland.store import package


def test_load_gives_typed_frames_of_the_newest_year(data_dir):
    frame = midtjylland.load("guidance_by_municipality", data_dir=data_dir)
    assert frame["municipality_code"].tolist()[:2] == ["0710", "0766"]
    assert frame["guided_firms"].sum() == 2729
    assert str(frame["guided_firms"].dtype) == "Int64"
    assert frame["source_page"].isna().all()
    assert midtjylland.years(data_dir) == [2021]
    assert midtjylland.sources(data_dir=data_dir)["bytes"].tolist() == [107983]


@pytest.mark.parametrize(
    ("table", "year", "why"),
    [("guidence", 2021, "no table 'guidence'"), ("findings", 2031, "years at hand: 2021")],
)
def test_load_says_what_is_at_hand(data_dir, table, year, why):
    with pytest.raises(MidtjyllandError, match=why):
        midtjylland.load(table, year=year, data_dir=data_dir)


def test_the_package_shows_what_is_meant_to_be_used():
    assert {*midtjylland.tables()} == {*TABLES} and all(midtjylland.tables().values())
    assert {"load", "tables", "years", "explain", "sources"} < {*dir(midtjylland)}
    assert {*dir(midtjylland)} == {*midtjylland.__all__}
    assert all(hasattr(midtjylland, name) for name in dir(midtjylland))
    assert midtjylland.__version__


def test_outside_a_repository_each_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for ask in (midtjylland.years, midtjylland.sources, midtjylland.load_population):
        with pytest.raises(MidtjyllandError, match=str(tmp_path)):
            ask()
    for ask in (midtjylland.load, midtjylland.explain):
        with pytest.raises(MidtjyllandError, match=str(tmp_path)):
            ask("mea_modules")


def test_a_table_that_was_changed_is_refused(data_dir):
    path = data_dir / "processed" / "2021" / "contract_indicators.csv"
    path.write_text(path.read_text("utf-8").replace("not_met", "met"), "utf-8")
    with pytest.raises(MidtjyllandError, match="is not the table its data package describes"):
        midtjylland.load("contract_indicators", data_dir=data_dir)
    path.unlink()
    with pytest.raises(MidtjyllandError, match="can't be read"):
        midtjylland.load("contract_indicators", data_dir=data_dir)


def test_a_table_that_no_package_lists_and_no_finding_explains_is_refused(data_dir):
    path = data_dir / "processed" / "2021" / "datapackage.json"
    content = json.loads(path.read_text("utf-8"))
    content["resources"] = [r for r in content["resources"] if r["name"] != "mea_modules"]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(MidtjyllandError, match="lacks mea_modules and does not say why"):
        midtjylland.load("mea_modules", data_dir=data_dir)


names = st.sampled_from(["resources", "sources", "name", "hash", "title"])
json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner),
    max_leaves=12,
)


@given(content=json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40))
def test_any_data_package_is_read_or_refused_with_a_sentence(content):
    try:
        package.read_package(content)
    except MidtjyllandError as error:
        assert "is not a data package" in str(error)


def test_data_package_is_valid_for_an_independent_reader(data_dir):
    descriptor = data_dir / "processed" / "2021" / "datapackage.json"
    content = json.loads(descriptor.read_text("utf-8"))
    assert content["resources"][0]["schema"]["fields"][0]["type"] == "string"
    report = Package(content, basepath=str(descriptor.parent)).validate()
    assert report.valid, report.flatten(["type", "note"])


def test_titles_that_look_like_missing_values_stay_text():
    content = b"table,severity,check,message,source_page,source_line\nNA,info,x,nan,,1\n"
    frame = package.parse_table("findings", content)
    assert frame.loc[0, ["table", "message"]].tolist() == ["NA", "nan"]
    assert pd.isna(frame.loc[0, "source_page"])


def swap_again_and_again(data_dir, times):
    """Publish two sets of tables in turn, as fast as builds could."""
    from midtjylland.core.files import staging, swap_in

    target = data_dir / "processed" / "2021"
    for number in range(times):
        with staging(target, empty=True) as staged:
            source = data_dir / f"set{number % 2}"
            shutil.copytree(source, staged, dirs_exist_ok=True)
            swap_in(staged, target)


def test_readers_beside_a_writer_get_the_old_or_the_new_and_change_nothing(data_dir):
    target = data_dir / "processed" / "2021"
    for number in range(2):
        shutil.copytree(target, data_dir / f"set{number}")
    modules = midtjylland.load("mea_modules", data_dir=data_dir)
    write_table(data_dir / "set1", "mea_modules", modules.assign(title="SYNTHETIC"))
    writer = multiprocessing.get_context("spawn").Process(
        target=swap_again_and_again, args=(data_dir, 25)
    )
    writer.start()
    seen = []
    try:
        while writer.is_alive():
            assert midtjylland.years(data_dir) == [2021]
            frame = midtjylland.load("mea_modules", data_dir=data_dir)
            assert list(frame.columns) == columns("mea_modules") and len(frame) == 53
            seen.append(frame["title"][0])
    finally:
        writer.join()
    assert writer.exitcode == 0 and {*seen} <= {modules["title"][0], "SYNTHETIC"}
    assert not list((data_dir / "processed").glob(".2021*"))
