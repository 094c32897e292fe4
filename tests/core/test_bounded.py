"""A function in a process of its own ends within its limits, whatever it does."""

import os

import pytest

from midtjylland.core.bounded import run_bounded
from midtjylland.core.findings import LimitError, SourceError

MEGABYTE = 2**20


def double(number):
    print("a library that prints")
    return 2 * number


def refuse(*problems):
    raise SourceError(*problems)


def spin():
    while True:
        pass


def fill(size):
    return len(b"x" * size)


def test_it_gives_what_the_function_gives_or_raises():
    assert run_bounded(double, [21], 20, 512 * MEGABYTE) == 42
    with pytest.raises(SourceError) as refused:
        run_bounded(refuse, ["one.", "two."], 20, 512 * MEGABYTE)
    assert list(refused.value.problems) == ["one.", "two."]


def test_a_function_without_an_end_is_ended():
    with pytest.raises(LimitError, match=r"more than 0\.5 seconds"):
        run_bounded(spin, [], 0.5, 512 * MEGABYTE)


def test_memory_is_bounded():
    assert run_bounded(fill, [50 * MEGABYTE], 20, 100 * MEGABYTE) == 50 * MEGABYTE
    with pytest.raises(LimitError, match="more than 100 MB of memory"):
        run_bounded(fill, [2000 * MEGABYTE], 20, 100 * MEGABYTE)


def test_a_process_that_dies_is_told():
    with pytest.raises(LimitError, match="breaks off"):
        run_bounded(os.abort, [], 20, 512 * MEGABYTE)
