"""Files are read when they are files of a sensible size, and written whole or not at all."""

import os

import pytest

from midtjylland.core.files import read_bounded, staging, swap_in, write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import existing_data_dir, numbered, processed_dir


def test_what_never_ends_is_refused_before_it_is_read(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (fifo, "/dev/zero"):
        with pytest.raises(MidtjyllandError, match="not an ordinary file"):
            read_bounded(type(tmp_path)(path), 10)


def test_a_file_of_exactly_the_most_is_read(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(MidtjyllandError, match="more than"):
        read_bounded(path, 4)


def test_a_name_with_control_characters_is_shown_escaped(tmp_path):
    with pytest.raises(MidtjyllandError) as refused:
        read_bounded(tmp_path / "a\x9b\n\udcff", 5)
    assert str(refused.value).isprintable()


def test_a_long_name_is_written_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / ("æ" * 120)
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two" and list(tmp_path.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "f"
    write_whole(path, b"one")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one" and list(tmp_path.iterdir()) == [path]


def test_between_two_renames_the_old_folder_is_read_and_nothing_is_changed(tmp_path):
    target = tmp_path / "processed" / "2021"
    target.mkdir(parents=True)
    (target / "a").write_text("old")
    # As a build leaves it that is killed between its two renames.
    target.rename(target.with_name(".2021.old"))
    target.with_name(".2021.abc.new").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert (processed_dir(tmp_path, 2021) / "a").read_text() == "old"
    assert list(numbered(tmp_path / "processed")) == [2021]
    assert sorted(tmp_path.rglob("*")) == before
    with staging(target) as staged:
        assert (target / "a").read_text() == "old"
        (staged / "a").write_text("new")
        swap_in(staged, target)
    assert (target / "a").read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["2021"]


def test_a_link_is_no_place_for_a_build(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "2021").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(MidtjyllandError, match="is a link"), staging(tmp_path / "2021"):
        pass


def test_a_missing_data_folder_is_told_with_the_places_looked_at(tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    with pytest.raises(MidtjyllandError) as refused:
        existing_data_dir("data")
    assert str(tmp_path / "below" / "data") in str(refused.value)
    (tmp_path / "data").mkdir()
    assert existing_data_dir("data").resolve() == tmp_path / "data"
