"""The recipe for the result contract on a contract of two goals, and its findings word for word.

Every text is made up. It is small enough that each text, figure and line can be told by hand.
"""

from __future__ import annotations

import pytest
from cleankit import document, rows

from midtjylland.clean.contract import read_contract
from midtjylland.declared.region import ContractPhrases

DECLARED = {
    "sections": {"national": ["Nationale mål"], "local": ["Lokale mål"]},
    "headers": ["Mål", "Resultat"],
    "table_head": ["Kommune", "Antal"],
    "end": ["BILAG"],
    "minimum": ["Mindst"],
    "target_words": ["skal"],
    "national_only": ["(Kun nationale tal.)"],
    "no_figure": ["Der er ingen måling"],
    "no_figure_note": "no result printed",
    "abbreviations": ["ca.", "pct."],
    "hyphenated": ["hands-on"],
    "goals": [
        {
            "name": "Kendskab",
            "targets": [
                {
                    "target": ["{pct} kender huset"],
                    "more": ["Det gælder også"],
                    "result": ["Kendskabet er"],
                    "result_more": ["Der er desuden"],
                    "indicators": {
                        "awareness": {
                            "unit": "pct",
                            "target": ["{value} kender huset", "dog {value}"],
                            "result": ["Kendskabet er {value}", "heraf {value}"],
                            "negative": ["Kendskabet er faldet med {value}"],
                            "negative_note": "smaller",
                            "not_comparable": {"in points": ["Kendskabet er {pct_point}"]},
                        }
                    },
                },
                {"target": ["Huset er åbent"], "result": ["Huset var åbent"]},
            ],
        },
        {
            "name": "Vækst",
            "targets": [
                {
                    "target": ["Firmaer vokser mere"],
                    "result": ["Væksten er"],
                    "national": True,
                    "indicators": {
                        "growth": {
                            "unit": "pct_point",
                            "comparator": ">",
                            "target": ["vokser mere"],
                            "target_value": 0,
                            "result": ["Væksten er {value}"],
                        }
                    },
                }
            ],
        },
    ],
}
TEXT = """\
Nationale mål:
1. Kendskab
Mindst 45% kender huset.
Kendskabet er 35%.
Huset er åbent.
Huset var åbent hele året.
Lokale mål:
2. Vækst
Firmaer vokser mere.
(Kun nationale tal.) Væksten er 2 procentpoint.
BILAG
"""
DECLARE = "if the papers print it so, declare it under contract.goals in the region's YAML file."
INSTEAD = "give the PDF itself, or its text from pdftotext -raw."


@pytest.fixture(scope="module")
def small(region):
    declared = ContractPhrases.model_validate(DECLARED)
    return region.model_copy(update={"contract": declared})


def changed(*changes: tuple[str, str]) -> str:
    """The contract with some places changed, each of which must be there once."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def told(text: str, small, table: str = "contract_goals") -> list[tuple[str, str, str]]:
    found = read_contract(document(text), small).findings
    return [(each.severity, each.check, each.message) for each in found if each.table == table]


def place(line: int) -> dict:
    return {"source_page": None, "source_line": line}


def test_every_column_of_targets_and_indicators(small):
    found = read_contract(document("Forside\n\n" + TEXT), small)
    assert found.findings == []
    assert rows(found, "contract_goals") == [
        {
            **{"goal_no": 1, "item": "1a", "scope": "national", "goal": "Kendskab"},
            "target_text": "Mindst 45% kender huset.",
            "result_text": "Kendskabet er 35%.",
            **place(5),
        },
        {
            **{"goal_no": 1, "item": "1b", "scope": "national", "goal": "Kendskab"},
            "target_text": "Huset er åbent.",
            "result_text": "Huset var åbent hele året.",
            **place(7),
        },
        {
            **{"goal_no": 2, "item": "2a", "scope": "local", "goal": "Vækst"},
            "target_text": "Firmaer vokser mere.",
            "result_text": "(Kun nationale tal.) Væksten er 2 procentpoint.",
            **place(11),
        },
    ]
    assert rows(found, "contract_indicators") == [
        {
            **{"goal_no": 1, "item": "1a", "indicator": "awareness", "comparator": ">="},
            **{"target_value": 45.0, "result_value": 35.0, "unit": "pct"},
            **{"coverage": "business_hub", "status": "not_met", "note": None},
            **place(5),
        },
        {
            **{"goal_no": 2, "item": "2a", "indicator": "growth", "comparator": ">"},
            **{"target_value": 0.0, "result_value": 2.0, "unit": "pct_point"},
            **{"coverage": "national", "status": "met", "note": None},
            **place(11),
        },
    ]


def test_papers_without_the_contract_have_no_rows(small):
    for text in ("Dagsorden\n", "Om Kendskab\n"):
        found = read_contract(document(text), small)
        assert set(found.tables) == {"contract_goals", "contract_indicators"}
        assert all(frame.empty for frame in found.tables.values())
        assert found.findings == []
    # One goal alone may be any sentence; two of them are a contract without its sections.
    assert told("1. Kendskab og 2. Vækst\n", small) != []


# What is changed, and all that is told of both tables, word for word.
UNPROVEN = {
    "no target": (
        [("Mindst 45% kender huset.\n", "")],
        [
            (
                "target-missing",
                "line 3: the result 'Kendskabet er 35%.' has no known target.",
            ),
        ],
    ),
    "no result": (
        [("Huset var åbent hele året.\n", "")],
        [("result-missing", "line 5: the target 'Huset er åbent.' has no known result.")],
    ),
    "no heading": (
        [("2. Vækst\n", "")],
        [
            ("goal-missing", "line 1: the goal 'Vækst' was not found."),
            (
                "target-misplaced",
                "line 8: the target 'Firmaer vokser mere.' of goal 0 stands behind one of goal 1; "
                f"{DECLARE}",
            ),
        ],
    ),
    "no target of a goal": (
        [("Firmaer vokser mere.\n", ""), ("(Kun nationale tal.) Væksten er 2 procentpoint.\n", "")],
        [("goal-missing", "line 1: the goal 'Vækst' has no known target.")],
    ),
    "no section": (
        [("Nationale mål:\n", "")],
        [
            (
                "section-missing",
                f"line 1: a goal does not stand below 'Nationale mål or Lokale mål'; {DECLARE}",
            )
        ],
    ),
    "a target twice": (
        [("Huset er åbent.\n", "Huset er åbent.\nHuset var åbent.\nHuset er åbent.\n")],
        [
            ("text-twice", f"line 7: 'Huset er åbent.' stands twice; {DECLARE}"),
            ("text-twice", f"line 8: 'Huset var åbent hele året.' stands twice; {DECLARE}"),
        ],
    ),
    "text behind a heading": (
        [("2. Vækst\n", "2. Vækst i alle\nkommuner\n")],
        [("text-unknown", f"line 8: 'i alle kommuner' is no known text; {DECLARE}")],
    ),
    "text behind a section": (
        [("Lokale mål:", "Lokale mål: de nye")],
        [("text-unknown", f"line 7: ': de nye' is no known text; {DECLARE}")],
    ),
    "a sentence behind a target": (
        [("Huset er åbent.", "Huset er åbent. Alle er glade.")],
        [("text-unknown", f"line 5: 'Alle er glade.' is no known text; {DECLARE}")],
    ),
    "a target without its end": (
        [("Huset er åbent.", "Huset er åbent i")],
        [("text-cut", f"line 5: 'Huset er åbent i' has no end; {DECLARE}")],
    ),
    "a result without its end": (
        [("hele året.", "hele")],
        [("text-cut", f"line 6: 'Huset var åbent hele' has no end; {DECLARE}")],
    ),
    "a sentence without its beginning": (
        [("hele året.", "hele året.\nog mere til.")],
        [("text-cut", f"line 7: 'og mere til.' lacks its beginning; {DECLARE}")],
    ),
    "more of another text": (
        [("Huset er åbent.", "Huset er åbent.\nDet gælder også julen.")],
        [
            (
                "text-cut",
                "line 6: 'Det gælder også julen.' does not stand behind the text it belongs to; "
                f"{DECLARE}",
            )
        ],
    ),
    "more of a result behind a target": (
        [("Huset er åbent.", "Huset er åbent.\nDer er desuden have.")],
        [
            (
                "text-cut",
                "line 6: 'Der er desuden have.' does not stand behind the text it belongs to; "
                f"{DECLARE}",
            )
        ],
    ),
    "a national remark without a result": (
        [("Væksten er 2 procentpoint.\n", "")],
        [
            (
                "text-cut",
                "line 10: '(Kun nationale tal.)' does not stand behind the text it belongs to; "
                f"{DECLARE}",
            ),
            ("result-missing", "line 9: the target 'Firmaer vokser mere.' has no known result."),
        ],
    ),
    "a damaged figure in a target": (
        [("Huset er åbent.", "Huset er åbent i 2O21.")],
        [("figure-damaged", f"line 5: '2O21.' is no figure; {DECLARE}")],
    ),
    "a damaged figure in a result": (
        [("hele året.", "hele\nl2 måneder.")],
        [("figure-damaged", f"line 7: 'l2' is no figure; {DECLARE}")],
    ),
    "a line twice": (
        [("åbent hele året.", "åbent\nhele  året\n hele året\nog natten.")],
        [("line-twice", f"line 8: the line 'hele året' stands twice in a row; {DECLARE}")],
    ),
    "no result of two that say so": (
        [
            ("Huset var åbent hele året.", "Der er ingen måling."),
            ("35%.", "35%. Der er ingen måling i år."),
        ],
        [
            (
                "text-unknown",
                f"line 4: 'Der er ingen måling i år.' is the result of no single target; {DECLARE}",
            ),
            (
                "text-unknown",
                f"line 6: 'Der er ingen måling.' is the result of no single target; {DECLARE}",
            ),
            ("result-missing", "line 5: the target 'Huset er åbent.' has no known result."),
        ],
    ),
}


@pytest.mark.parametrize("what", UNPROVEN)
def test_what_is_not_proven_is_told_word_for_word(small, what):
    changes, wanted = UNPROVEN[what]
    found = read_contract(document(changed(*changes)), small)
    assert all(frame.empty for frame in found.tables.values())
    for name in ("contract_goals", "contract_indicators"):
        told = [(f.check, f.message) for f in found.findings if f.table == name]
        assert told == wanted
    assert {each.severity for each in found.findings} == {"error"}
    lines = [int(each.message.split(":")[0].removeprefix("line ")) for each in found.findings]
    assert [each.source_line for each in found.findings] == lines


LONG = "x" * 100


@pytest.mark.parametrize(
    ("changes", "check", "begin"),
    [
        (
            [("åbent.\n", f"åbent {LONG}.\n"), ("Huset var åbent hele året.\n", "")],
            "result-missing",
            "Huset er åbent ",
        ),
        (
            [("Mindst 45% kender huset.\n", ""), ("35%.", f"35% {LONG}.")],
            "target-missing",
            "Kendskabet er 35% ",
        ),
        ([("35%.", f"35%.\nHuset er åbent {LONG}.")], "text-twice", "Huset er åbent."),
        ([("huset.", f"huset.\nHuset er åbent {LONG}.")], "text-twice", "Huset er åbent."),
        ([("hele året.", f"nu.\nHuset er åbent {LONG}.")], "text-twice", "Huset er åbent "),
        ([("2. Vækst", f"2. Vækst {LONG}")], "text-unknown", ""),
        ([("mere.", f"mere. Xx {LONG}.")], "text-unknown", "Xx "),
        ([("åbent.", f"åbent.\nDet gælder også {LONG}.")], "text-cut", "Det gælder også "),
        (
            [("35%.", f"35%. Der er ingen måling {LONG}.")],
            "text-unknown",
            "Der er ingen måling ",
        ),
        (
            [("2. Vækst\n", ""), ("vokser mere.", f"vokser mere {LONG}.")],
            "target-misplaced",
            "Firmaer vokser mere ",
        ),
        (
            [("hele året.", f"hele året {LONG} skal.")],
            "target-in-result",
            "Huset var åbent hele året ",
        ),
        (
            [("Kendskabet er 35%.", f"Der er ingen måling {LONG}.")],
            "result-unprinted",
            "Der er ingen måling ",
        ),
        (
            [("(Kun nationale tal.) V", "V"), ("procentpoint.", f"procentpoint {LONG}.")],
            "coverage-changed",
            "Væksten er 2 procentpoint ",
        ),
    ],
)
def test_80_letters_of_a_text_are_shown(small, changes, check, begin):
    found = read_contract(document(changed(*changes)), small).findings
    messages = [each.message for each in found if each.check == check]
    assert messages
    shown = begin if begin.endswith(".") else (begin + LONG)[:80]
    assert all(f" {shown!r}" in message for message in messages)


def test_no_result_has_more_than_4000_letters(small):
    # `Huset var åbent`, a blank, the words and a full stop.
    words = "ja " * 1_327
    assert told(changed(("hele året.", f"{words}ja.")), small) == []
    message = (
        f"line 6: what begins with {('Huset var åbent ' + words)[:80]!r} is longer than any result"
    )
    assert told(changed(("hele året.", f"{words}nej.")), small) == [
        ("error", "text-unknown", f"{message}; {DECLARE}")
    ]


def test_a_contract_over_several_pages(small):
    text = changed(
        ("hele året.", "hele\n3\n\fMål Resultat\nåret."), ("Lokale mål:", "4\n\fLokale mål:")
    )
    found = read_contract(document("Forside\n\f" + text), small)
    assert found.findings == []
    told = [
        (row["item"], row["result_text"], row["source_page"], row["source_line"])
        for row in rows(found, "contract_goals")
    ]
    assert told == [
        ("1a", "Kendskabet er 35%.", 2, 4),
        ("1b", "Huset var åbent hele året.", 2, 6),
        ("2a", "(Kun nationale tal.) Væksten er 2 procentpoint.", 4, 14),
    ]


def test_what_stands_on_the_next_page_is_no_part_of_a_closed_text(small):
    text = changed(("hele året.", "hele året.\n\fMål Resultat\nMere er bedre."))
    assert told(text, small) == [
        (
            *("error", "text-unknown"),
            f"page 2, line 8: 'Mere er bedre.' is no known text; {DECLARE}",
        )
    ]


def test_the_guidance_table_is_no_part_of_the_text_before_it(small):
    table = "Kommune\nAntal\nSkive 12\nOdder 3%\n"
    found = read_contract(document(changed(("åbent.\n", f"åbent. {table}"))), small)
    assert found.findings == []
    assert rows(found, "contract_goals")[1]["target_text"] == "Huset er åbent."


def test_what_stands_far_from_the_contract_is_not_read(small):
    # A line twice, more than 3,000 letters before the contract or behind its end.
    lines = "".join(f"Linje {number}\n" for number in range(400))
    assert told(f"Ja.\nJa.\n{lines}{TEXT}Ja.\nJa.\n", small) == []
    near = told(f"Ja.\nJa.\n{TEXT}", small)
    assert near == [
        ("error", "line-twice", f"line 2: the line 'Ja.' stands twice in a row; {DECLARE}")
    ]


def test_many_unproven_texts_are_columns_that_got_mixed(small):
    # Five are told one by one, a sixth makes them columns in a mess; the first of them is shown.
    five = [("huset.", "huset. Ja. Ja. Ja. Ja. Ja.")]
    assert [each[1] for each in told(changed(*five), small)] == ["text-unknown"] * 5
    six = [*five, ("35%.", "35")]
    for table in ("contract_goals", "contract_indicators"):
        assert told(changed(*six), small, table) == [
            (
                *("error", "columns-mixed"),
                "line 3: 6 texts of the contract are cut off, unknown or missing, so its columns "
                f"seem to be mixed: 'Ja. Ja. Ja. Ja. Ja.' is no known text; {INSTEAD}",
            )
        ]


def test_a_hyphen_that_got_lost_or_stayed_is_refused(small):
    for lost in ("+/10%", "medarbejdersog"):
        for table in ("contract_goals", "contract_indicators"):
            text = changed(("hele året.", f"hele året,\n{lost} mere."))
            assert told(text, small, table) == [
                (
                    *("error", "hyphens-lost"),
                    f"line 7: {lost!r} lost its hyphen at a line's end; {INSTEAD}",
                )
            ]
    many = " ".join(f"{word}-bred" for word in ("en", "to", "tre", "fire", "fem", "seks", "syv"))
    assert told(changed(("hele året.", f"hele\n{many}.")), small) == [
        (
            *("error", "hyphens-kept"),
            "line 7: 7 words such as 'en-bred' have a hyphen within a line, so lines were joined "
            f"hyphen and all; {INSTEAD}",
        )
    ]


def test_up_to_six_hyphens_are_warnings_of_their_own(small):
    many = " ".join(f"{word}-bred" for word in ("en", "to", "tre", "fire", "fem", "seks"))
    found = told(changed(("hele året.", f"hele\n{many} Hands-on og/-lus Ikast-Brande.")), small)
    assert [each[:2] for each in found] == [("warning", "hyphen-unknown")] * 6
    assert found[0][2] == (
        "line 7: the hyphen of 'en-bred' may come from a line's end; if the papers print it so, "
        "add it to contract.hyphenated in the region's YAML file."
    )


def test_a_result_that_may_hold_a_target_is_a_warning(small):
    text = changed(("hele året.", "hele året.\n\nAlle skal hjælpes."))
    assert told(text, small) == [
        (
            *("warning", "paragraph-unknown"),
            "line 8: 'Alle skal hjælpes.' is no known text.",
        ),
        (
            *("warning", "target-in-result"),
            "line 8: 'skal' in the result 'Huset var åbent hele året. Alle skal hjælpes.' may tell "
            "of a target.",
        ),
    ]
    # A word that only holds it, or the same word in a target, is no sign.
    assert told(changed(("hele året.", "hele året i skaller.")), small) == []


def test_targets_in_another_order_are_a_warning(small):
    lines = TEXT.splitlines(keepends=True)
    text = "".join([*lines[:2], *lines[4:6], *lines[2:4], *lines[6:]])
    assert told(text, small) == [
        (
            *("warning", "target-order"),
            "line 5: 1b stands behind 1a, other than in the declared order; compare their letters "
            "with the papers.",
        )
    ]
    found = read_contract(document(text), small)
    assert [row["item"] for row in rows(found, "contract_goals")] == ["1a", "1b", "2a"]
    assert rows(found, "contract_indicators")[0]["item"] == "1b"


# Indicators

FIGURES_READ = {
    "met": ([("35%", "45%")], [], (45.0, 45.0, "met", None)),
    "not met": ([("35%", "44,9 pct.")], [], (45.0, 44.9, "not_met", None)),
    "negative": ([("er 35%", "er faldet med 3%")], [], (45.0, -3.0, "not_met", "smaller")),
    "in points": (
        [("35%", "5 procentpoint")],
        [],
        (45.0, 5.0, "not_comparable", "in points"),
    ),
    "no measurement": (
        [("Kendskabet er 35%.", "Der er ingen måling.")],
        [
            (
                *("info", "result-unprinted"),
                "line 3: the result 'Der er ingen måling.' gives no figure for awareness.",
            )
        ],
        (45.0, None, "no_figure", "no result printed"),
    ),
}


@pytest.mark.parametrize("what", FIGURES_READ)
def test_what_is_made_of_a_figure(small, what):
    changes, findings, wanted = FIGURES_READ[what]
    found = read_contract(document(changed(*changes)), small)
    assert [(f.severity, f.check, f.message) for f in found.findings] == findings
    row = rows(found, "contract_indicators")[0]
    assert (row["target_value"], row["result_value"], row["status"], row["note"]) == wanted


# What is changed, and what is told of the indicators alone; the texts stay.
UNREAD = {
    "a damaged result": (
        ("er 35%", "er ukendt"),
        "error",
        "figure-unread",
        "line 3: the figure of awareness can't be read in the result 'Kendskabet er ukendt.'; "
        f"{DECLARE}",
    ),
    "a figure beside the target's": (
        ("huset.", "huset hos 300."),
        "error",
        "figure-unread",
        "line 3: no indicator is declared for the figure '300.' in the target 'Mindst 45% kender "
        f"huset hos 300.'; {DECLARE}",
    ),
    "a per cent beside the result's": (
        ("35%.", "35%. Vi fik 20 pct. flere."),
        "error",
        "figure-unread",
        "line 3: no indicator is declared for 'pct' in the result 'Kendskabet er 35%. Vi fik 20 "
        f"pct. flere.'; {DECLARE}",
    ),
    "two figures of one indicator": (
        ("35%.", "35%, heraf 36%."),
        "error",
        "figure-ambiguous",
        "line 3: awareness has several figures in 'Mindst 45% kender huset.' or 'Kendskabet er "
        f"35%, heraf 36%.'; {DECLARE}",
    ),
    "two figures in the target": (
        ("huset.", "huset, dog 40%."),
        "error",
        "figure-ambiguous",
        "line 3: awareness has several figures in 'Mindst 45% kender huset, dog 40%.' or "
        f"'Kendskabet er 35%.'; {DECLARE}",
    ),
    "a figure where there should be none": (
        ("Kendskabet er 35%.", "Der er ingen måling i 123 byer."),
        "error",
        "figure-unread",
        "line 3: the figure of awareness can't be read in the result 'Der er ingen måling i 123 "
        f"byer.'; {DECLARE}",
    ),
    "a remark that is not declared": (
        ("Kendskabet er 35%", "(Kun nationale tal.) Kendskabet er 35%"),
        "warning",
        "coverage-changed",
        "line 3: the result '(Kun nationale tal.) Kendskabet er 35%.' stands with the remark that "
        f"only national figures are known, other than declared; {DECLARE}",
    ),
    "a remark that is gone": (
        ("(Kun nationale tal.) ", ""),
        "warning",
        "coverage-changed",
        "line 9: the result 'Væksten er 2 procentpoint.' stands without the remark that only "
        f"national figures are known, other than declared; {DECLARE}",
    ),
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_is_wrong_with_a_figure_is_told_word_for_word(small, what):
    change, severity, check, message = UNREAD[what]
    found = read_contract(document(changed(change)), small)
    [told] = [(f.table, f.severity, f.check, f.message) for f in found.findings]
    assert told == ("contract_indicators", severity, check, message)
    assert len(found.tables["contract_goals"]) == 3


def test_figures_that_set_nothing_need_no_indicator(small):
    for harmless in ("i 2021", "på 12 steder", "(7)", "på 1 sted", "på A-12", "på B3,"):
        text = changed(("huset.", f"huset {harmless}."), ("35%.", f"35% {harmless}."))
        assert told(text, small, "contract_indicators") == []
    # A count in a result is no target's; in a target it may be one.
    for figure in ("hos 123", "hos 4.000", "i 1921", "på 3-4", "med 3 procent"):
        text = changed(("huset.", f"huset {figure}."))
        assert [each[1] for each in told(text, small, "contract_indicators")][:1] == [
            "figure-unread"
        ]
    text = changed(("35%.", "35% hos 123."))
    assert told(text, small, "contract_indicators") == []


def test_a_target_that_sets_no_figure_is_a_warning(region):
    wordings = {**DECLARED["goals"][0]["targets"][0], "target": ["{pct} kender", "Alle kender"]}
    goals = [{"name": "Kendskab", "targets": [wordings]}, DECLARED["goals"][1]]
    declared = ContractPhrases.model_validate({**DECLARED, "goals": goals})
    own = region.model_copy(update={"contract": declared})
    text = changed(
        ("Mindst 45% kender", "Alle kender"), ("Huset er åbent.\nHuset var åbent hele året.\n", "")
    )
    assert told(text, own, "contract_indicators") == [
        (
            *("warning", "indicator-absent"),
            f"line 3: the target 'Alle kender huset.' sets no figure for awareness; {DECLARE}",
        )
    ]
    found = read_contract(document(text), own)
    assert [row["item"] for row in rows(found, "contract_indicators")] == ["2a"]


def test_a_target_without_a_result_can_not_have_its_figure_read(region):
    lonely = {**DECLARED["goals"][0]["targets"][0], "result": [], "result_more": []}
    goals = [{"name": "Kendskab", "targets": [lonely]}, DECLARED["goals"][1]]
    declared = ContractPhrases.model_validate({**DECLARED, "goals": goals})
    own = region.model_copy(update={"contract": declared})
    text = changed(
        ("Kendskabet er 35%.\n", ""), ("Huset er åbent.\nHuset var åbent hele året.\n", "")
    )
    assert told(text, own, "contract_indicators") == [
        (
            *("error", "figure-unread"),
            f"line 3: the figure of awareness can't be read in the result ''; {DECLARE}",
        )
    ]
    found = read_contract(document(text), own)
    assert rows(found, "contract_goals")[0]["result_text"] is None
    assert len(found.tables["contract_indicators"]) == 1


def test_growth_must_be_more_than_that_of_the_others(small):
    for printed, status in (("0", "not_met"), ("0,1", "met")):
        text = changed(("er 2 procentpoint", f"er {printed} procentpoint"))
        row = rows(read_contract(document(text), small), "contract_indicators")[1]
        assert (row["result_value"], row["status"]) == (float(printed.replace(",", ".")), status)


# Its columns


def test_a_contract_whose_columns_touch_is_refused(small):
    page = "".join(f"{left:20}{right}\n" for left, right in [("1. Kendskab", "Huset er")] * 6)
    text = f"Nationale mål:\n{page}og her er alt for meget i en linje\n"
    for table in ("contract_goals", "contract_indicators"):
        assert told(text, small, table) == [
            (
                *("error", "columns-mixed"),
                f"line 8: the columns of 'og her er alt for meget i en linje' touch; {INSTEAD}",
            )
        ]


def test_a_contract_in_three_columns(small):
    rows_ = [
        ("Nationale mål:", "", ""),
        ("1. Kendskab", "Mindst 45% kender", "Kendskabet er"),
        ("", "huset.", "35%."),
        ("", "Huset er åbent.", "Huset var åbent"),
        ("", "", "hele året."),
        ("Lokale mål:", "", ""),
        ("2. Vækst", "Firmaer vokser", "(Kun nationale tal.)"),
        ("", "mere.", "Væksten er"),
        ("", "", "2 procentpoint."),
    ]
    text = "".join(f"{a:20}{b:25}{c}".rstrip() + "\n" for a, b, c in rows_) + "BILAG\n"
    # Its goals, its targets and its results stand behind each other, so nothing says which goal
    # a target stands under: the declared text does.
    found = read_contract(document(text), small)
    assert found.findings == []
    told = [(row["item"], row["source_line"]) for row in rows(found, "contract_goals")]
    assert told == [("1a", 2), ("1b", 4), ("2a", 7)]


def test_a_target_on_the_first_line_of_a_page_has_that_page(small):
    found = read_contract(document(changed(("Firmaer", "\fFirmaer"))), small)
    last = rows(found, "contract_goals")[-1]
    assert (last["source_page"], last["source_line"]) == (2, 9)
