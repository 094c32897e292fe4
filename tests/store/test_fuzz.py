"""Small damages to the real papers: no figure that stands twice changes without a word.

`make fuzz` tries thousands.
"""

import fuzz


def test_no_figure_changes_without_a_word():
    outcomes, wrong = fuzz.run(fuzz.Fuzzer(), seed=4, count=7)
    assert wrong == []
    # Were nothing refused or harmless, the test would not test anything.
    assert min(outcomes["refused"], outcomes["harmless"]) > 0
