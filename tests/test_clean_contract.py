"""The real contract, and every way of spoiling it that must not go unnoticed."""

import re

import pandas as pd
import pytest
import truthkit
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

import midtjylland.declared.region
from midtjylland.checks.common import check_keys
from midtjylland.checks.contract import check_contract
from midtjylland.clean.contract.columns import ColumnsError, apart
from midtjylland.clean.contract.flow import BREAK, Line, flow, join
from midtjylland.clean.contract.pieces import FIGURES, read_figure, words
from midtjylland.clean.contract.recipe import GOALS, INDICATORS, read_contract
from midtjylland.core.findings import SourceError
from midtjylland.document import read_document
from midtjylland.declared.region import Region

# The contract takes the first lines of the real document; its annex begins on the next one.
LINES = 557


@pytest.fixture(scope="session")
def contract(raw_papers):
    return "\n".join(raw_papers.decode().split("\n")[:LINES]) + "\n"


def read(text, region):
    return read_contract(read_document(text.encode(), "papers.txt"), region)


def changed(text, old, new):
    """The text with one place changed, which must be there once."""
    assert text.count(old) == 1
    return text.replace(old, new)


def errors(reading, table=GOALS):
    found = [f.check for f in reading.findings if (f.table, f.severity) == (table, "error")]
    return sorted(set(found))


def indicator(reading, name):
    frame = reading.tables[INDICATORS]
    return frame[frame["indicator"] == name].iloc[0]


def own_region(change):
    """The default region with a change to the section `contract`."""
    declared = yaml.safe_load(midtjylland.declared.region._default_text())
    change(declared["contract"])
    return Region.model_validate(declared)


def test_the_real_contract(papers, region):
    reading = read_contract(papers, region)
    for table in (GOALS, INDICATORS):
        wanted = truthkit.frame(table, 2021).drop(columns=["source_page", "source_line"])
        assert reading.tables[table][wanted.columns].to_csv() == wanted.to_csv()
    # Counted by hand in the real text file.
    lines = dict(reading.tables[GOALS][["item", "source_line"]].values)
    assert (lines["1a"], lines["4b"], lines["5b"], lines["8d"]) == (14, 106, 202, 512)
    assert [(f.severity, f.check) for f in reading.findings] == [("info", "result-unprinted")]
    assert "green_service_known" in reading.findings[0].message


def test_a_result_never_runs_on_into_the_next_document(contract, region):
    others = "".join(f"Punkt {number} er behandlet. \n" for number in range(200))
    assert "text-unknown" in errors(read(contract + others, region))


def test_a_pile_of_contracts_is_refused(contract, region):
    with pytest.raises(SourceError, match="more than 100 result contracts"):
        read(contract * 51, region)


def test_no_contract_no_rows(raw_papers, region):
    rest = raw_papers.decode().partition("BILAG")[2]
    reading = read(rest, region)
    assert all(frame.empty for frame in reading.tables.values())
    assert reading.findings == []


# What is changed in the real text, and the check that must find it, without any row being given.
UNPROVEN = {
    "another script's digit": ("45% i efteråret", "4٥% i efteråret", "target-missing"),
    "a letter for a digit": ("71% af vejledte", "7l% af vejledte", "result-missing"),
    "a letter in a target": ("min. 500 vækst-", "min. 5O0 vækst-", "figure-damaged"),
    "a letter in a result": ("med 1.646 deltagere", "med l.646 deltagere", "figure-damaged"),
    "Devanagari digits": ("heraf 565 vækst", "heraf 5६5 vækst", "figure-damaged"),
    "at most": ("45% i efteråret", "Højst 45% i efteråret", "text-unknown"),
    "a sign": ("73% af de vejledte", "-73% af de vejledte", "result-missing"),
    "a hyphen dropped": ("kommuner +/- \n10%", "kommuner +/10%", "hyphens-lost"),
    "no heading": ("7. Digitalisering", "Digitalisering", "goal-missing"),
    "no section": ("Nationalt fastsatte mål:", "", "section-missing"),
    "a target cut off": ("omstilling og \ncirkulær økonomi, \nskal udvikles.", "", "text-cut"),
    "an unknown target": (
        "videreføres.  \n",
        "videreføres.  \n \nAlle konsulenter skal \nuddannes. \n",
        "text-unknown",
    ),
    "an unknown target without a full stop before": (
        "(se lokale mål)  \n",
        "(se lokale mål)  \n \nAlle skal \nhjælpes. \n",
        "text-cut",
    ),
    "an unknown target under a heading": (
        "   funktionen \n",
        "   funktionen \n \nAlle skal hjælpes. \n",
        "text-unknown",
    ),
    "a target twice": (
        "Score på min. 70.",
        "Score på min. 70. Net Promotor Score på 80.",
        "text-twice",
    ),
    "a line twice": ("tilfredse” med \n", "tilfredse” med \ntilfredse” med \n", "line-twice"),
    "a result that is gone": ("Se pkt. 8", "", "result-missing"),
    "a sentence without its beginning": ("(Pluss / Kantar).", "(Pluss). og Kantar.", "text-cut"),
}


@pytest.mark.parametrize("what", UNPROVEN)
def test_what_is_not_proven_has_no_rows(contract, region, what):
    old, new, check = UNPROVEN[what]
    reading = read(changed(contract, old, new), region)
    assert check in errors(reading, GOALS)
    assert check in errors(reading, INDICATORS)
    assert all(frame.empty for frame in reading.tables.values())


def test_a_finding_names_text_line_and_what_to_do(contract, region):
    old, new, _ = UNPROVEN["an unknown target"]
    finding = read(changed(contract, old, new), region).findings[0]
    assert finding.source_line == 126
    assert "line 126: 'Alle konsulenter skal uddannes.' is no known text" in finding.message
    assert "contract.goals" in finding.message


# A figure that can't be read costs the indicators, not the texts.
UNREAD = {
    "a range in a target": ("min. 500 vækst-", "min. 500-600 vækst-", "figure-unread"),
    "a figure in words": (
        "5 procentpoint i \nbeskæftigelse",
        "fem procentpoint i \nbeskæftigelse",
        "figure-unread",
    ),
    "a new figure": ("på min. 70.", "på min. 70 hos 300 firmaer.", "figure-unread"),
    "a figure gone": ("målt til 35% i", "målt til i", "figure-unread"),
    "401 digits": ("målt til 35%", f"målt til {'3' * 401}%", "figure-unread"),
    "a figure of no target": (
        "(Pluss / Kantar).",
        "(Pluss / Kantar). 90 pct. er glade.",
        "figure-unread",
    ),
    "two figures": (
        "heraf 565 vækst",
        "heraf 500 vækstforløb, heraf 565 vækst",
        "figure-ambiguous",
    ),
}


@pytest.mark.parametrize("what", UNREAD)
def test_figures_that_can_not_be_read(contract, region, what):
    old, new, check = UNREAD[what]
    reading = read(changed(contract, old, new), region)
    assert errors(reading, GOALS) == []
    assert errors(reading, INDICATORS) == [check]
    assert len(reading.tables[GOALS]) == 18


@pytest.mark.parametrize(
    ("printed", "value", "status"),
    [("45%", 45, "met"), ("44,9 pct.", 44.9, "not_met"), ("45,1 procent", 45.1, "met")],
)
def test_status_is_worked_out(contract, region, printed, value, status):
    reading = read(changed(contract, "målt til 35%", f"målt til {printed}"), region)
    row = indicator(reading, "hub_awareness")
    assert (row["target_value"], row["result_value"], row["status"]) == (45, value, status)


@pytest.mark.parametrize("least", ["Minimum 45 procent", "mindst 45 %", "Min. 45 pct.", "45pct."])
def test_targets_in_other_forms(contract, region, least):
    reading = read(changed(contract, "45% i efteråret", f"{least} i efteråret"), region)
    assert errors(reading) == []
    assert indicator(reading, "hub_awareness")["target_value"] == 45


def test_equal_to_the_control_group_is_not_better(contract, region):
    reading = read(changed(contract, "på 6,7 procentpoint", "på 0 procentpoint"), region)
    assert indicator(reading, "operations_segment_productivity")["status"] == "not_met"


def test_a_result_without_the_national_remark_is_noticed(contract, region):
    remark = "(Der er kun oplyst nationale tal.) \n \nVejledte i driftssegmentet"
    reading = read(changed(contract, remark, "Vejledte i driftssegmentet"), region)
    assert indicator(reading, "operations_segment_productivity")["coverage"] == "business_hub"
    assert ("warning", "coverage-changed") in [(f.severity, f.check) for f in reading.findings]


def test_no_measurement_yet(contract, region):
    text = re.sub(r"67% af virksomheder.*?for virksomheden\. \n", "{}", contract, flags=re.S)
    reading = read(changed(text, "{}", "Der foreligger endnu ingen måling. \n"), region)
    row = indicator(reading, "digital_positive_effect_expected")
    assert (row["status"], row["note"]) == ("no_figure", "no result printed")
    assert pd.isna(row["result_value"])


def test_which_target_has_no_measurement_must_be_clear(contract, region):
    text = re.sub(r"67% af virksomheder.*?for virksomheden\. \n", "{}", contract, flags=re.S)
    text = changed(text, "{}", "Der foreligger endnu ingen måling. \n")
    text = changed(text, "Se pkt. 8", "Der foreligger endnu ingen måling i år.")
    assert "text-unknown" in errors(read(text, region))


def test_an_unknown_hyphen_is_noticed(contract, region):
    reading = read(changed(contract, "udfolder", "ud-folder"), region)
    warned = [f for f in reading.findings if f.severity == "warning"]
    assert [f.check for f in warned] == ["hyphen-unknown"]
    assert "'ud-folder'" in warned[0].message


def test_other_order_changes_letters_and_is_noticed(contract, region):
    def swap(declared):
        targets = declared["goals"][3]["targets"]
        targets[1], targets[2] = targets[2], targets[1]

    reading = read(contract, own_region(swap))
    assert errors(reading) == []
    assert ("warning", "target-order") in [(f.severity, f.check) for f in reading.findings]


def test_a_target_of_another_goal_is_noticed(contract):
    def move(declared):
        declared["goals"][6]["targets"].append(declared["goals"][3]["targets"].pop())

    assert "target-misplaced" in errors(read(contract, own_region(move)))


def test_a_new_target_needs_only_data(contract):
    def add(declared):
        target = {"target": ["Alle konsulenter skal"], "result": ["Konsulenterne er"]}
        target["indicators"] = {
            "trained_advisers": {
                "unit": "pct",
                "target": ["skal uddannes, dog {value}"],
                "result": ["{value} uddannet"],
            }
        }
        declared["goals"][6]["targets"].append(target)

    text = changed(
        contract,
        " Lokale mål:",
        "Alle konsulenter skal uddannes, dog mindst 90 pct.  i år. \n"
        "Konsulenterne er 92,5 procent uddannet. \n Lokale mål:",
    )
    reading = read(text, own_region(add))
    assert errors(reading) + errors(reading, INDICATORS) == []
    row = indicator(reading, "trained_advisers")
    assert (row["item"], row["target_value"], row["result_value"]) == ("7b", 90, 92.5)
    # Not declared, it can't pass for a part of the result before it.
    assert errors(read(text, own_region(lambda declared: None)), INDICATORS) == ["figure-unread"]


@pytest.mark.parametrize(
    ("text", "check"),
    [("Alle skal hjælpes.", "target-in-result"), ("\n \nNye tilbud.", "paragraph-unknown")],
)
def test_a_target_without_figures_among_results_is_noticed(contract, region, text, check):
    reading = read(changed(contract, "oplæg. \n", f"oplæg. {text} \n"), region)
    assert [f.check for f in reading.findings if f.severity == "warning"] == [check]


def test_implausible_figures(contract, region):
    reading = read(changed(contract, "71% af vejledte", "320% af vejledte"), region)
    found = check_contract(reading.tables[GOALS], reading.tables[INDICATORS], 2860)
    assert [finding.check for finding in found] == ["implausible"]
    assert "320" in found[0].message


def test_guided_firms_against_the_table(contract, region):
    tables = read(contract, region).tables
    assert check_contract(tables[GOALS], tables[INDICATORS], 2860) == []
    assert check_contract(tables[GOALS], tables[INDICATORS], None) == []
    found = check_contract(tables[GOALS], tables[INDICATORS], 2680)
    assert [finding.check for finding in found] == ["guided-against-total"]
    assert "2860" in found[0].message
    assert "2680" in found[0].message


def test_rows_of_the_tables_against_each_other(contract, region):
    tables = read(contract, region).tables
    goals, indicators = tables[GOALS], tables[INDICATORS]
    assert check_contract(goals.iloc[:0], indicators.iloc[:0], None) == []
    assert check_contract(goals, indicators.iloc[:0], 2860) == []
    without = check_contract(goals[goals["goal_no"] != 4], indicators, None)
    assert {finding.check for finding in without} == {"goal-missing", "item-unknown"}
    twice = check_keys(INDICATORS, pd.concat([indicators, indicators.iloc[:1]]))
    assert [finding.check for finding in twice] == ["key-twice"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("en geografisk spred-", "ning blandt", "en geografisk spredning blandt"),
        ("for både drifts-", "og vækst", "for både drifts- og vækst"),
        ("uddannelses-,", "beskæftigelses-", "uddannelses-, beskæftigelses-"),
        ("kommuner +/-", "10% samt", "kommuner +/- 10% samt"),
        ("andre aktører/-", "tilbud.", "andre aktører/-tilbud."),
        ("i Ikast-", "Brande", "i Ikast-Brande"),
        ("til hands-", "on sparring", "til hands-on sparring"),
        ("udvalg og/", "eller lokale", "udvalg og/eller lokale"),
        ("(Pluss /", "Kantar)", "(Pluss / Kantar)"),
        ("spredning -", "og omfang", "spredning - og omfang"),
    ],
)
def test_joining_lines(before, after, joined):
    assert join(before, after, {"hands-on"}) == joined


WORD = st.text("abdefghijklmnoprstuvyæøå", min_size=2, max_size=12)


@given(st.lists(st.tuples(WORD, st.integers(1, 11), st.sampled_from(" \n")), min_size=1))
def test_wrapped_and_broken_words_come_back_whole(parts):
    assume(all(word[cut:] not in ("og", "eller", "samt") for word, cut, _ in parts))
    assume(all(word not in ("og", "eller", "samt") for word, _, _ in parts))
    broken = [f"{word[:cut]}-\n{word[cut:]}" if cut < len(word) else word for word, cut, _ in parts]
    text = "".join(word + blank for word, (_, _, blank) in zip(broken, parts, strict=True))
    running = flow([Line(0, line) for line in text.rstrip("\n").split("\n")])
    assert running.text == " ".join(word for word, _, _ in parts)


@given(st.integers(0, 999_999_999), st.sampled_from(["%", " %", " pct.", " pct", " procent"]))
def test_per_cent_in_any_form(number, unit):
    printed = f"{number:,}".replace(",", ".")
    for text in (f"{number}{unit}", f"{printed}{unit}", f"{printed},5{unit}"):
        match = re.fullmatch(FIGURES["pct"], text)
        assert match
        assert read_figure(match.group()) == number + (0.5 if ",5" in text else 0)


@given(st.integers(0, 9_999), st.sampled_from(["procentpoint", "%-point", "pct. point"]))
def test_points_are_no_per_cent(number, unit):
    text = f"på {number} {unit}"
    assert read_figure(re.search(FIGURES["pct_point"], text).group()) == number
    assert not re.search(FIGURES["pct"], text)
    assert not re.search(FIGURES["count"], text)


@pytest.mark.parametrize(
    "text", ["l55", "1٥", "-42", "− 42", "4.00", "4,000,0", "155%", "2-3", "1" * 10, "1.2345"]
)
def test_what_is_no_count(text):
    assert not re.search(words("er {count} i"), f"er {text} i")


def test_columns_that_touch_are_refused_unless_something_proves_where():
    rows = ["1. Navn     Maalet er      Resultatet er", "            her.           der."]
    lines = [Line(40 * place, text) for place, text in enumerate(rows)]
    stream = [line.text for line in apart(lines, ["Navn"], []) if line.text]
    assert stream == ["1. Navn", "Maalet er", "her.", "Resultatet er", "der."]
    touching = Line(80, "            og som er meget Vidt")
    with pytest.raises(ColumnsError, match="touch"):
        apart([*lines, touching], ["Navn"], [])
    stream = [line.text for line in apart([*lines, touching], ["Navn"], ["Vidt"])]
    assert "og som er meget" in stream
    assert "Vidt" in stream


def test_a_break_stays_between_pages():
    lines = [Line(0, "En sætning."), Line(12, BREAK), Line(13, "En ny.")]
    assert flow(lines).text == f"En sætning.{BREAK}En ny."
