"""Codes of printed names; colours, names and order of codes."""

from __future__ import annotations

import pandas as pd
import pytest

from elexan.errors import UnknownNameError
from elexan.parties import colours, in_party_order, letters, party_code, party_codes, party_order, short_names

NAMES = pd.DataFrame(
    {
        "party_name": ["Labour Party", "Labour and Co-operative Party", "Independent", "First", "First"],
        "source_code": [None, None, None, "CF", "FF"],
        "party": ["Lab", "Lab", "Ind", "Local", "Other"],
    }
)
PARTIES = pd.DataFrame(
    {
        "party": ["Con", "Lab", "LD"],
        "short_name": ["Conservative", "Labour", "Lib Dem"],
        "letters": ["C", "L", "LD"],
        "colour": ["#0087dc", "#e4003b", "#faa61a"],
        "order": [3, 1, 2],
    }
)


def test_a_printed_name_is_its_code_whatever_its_capitals() -> None:
    assert party_code("Labour and Co-operative Party", NAMES) == "Lab"
    assert party_code("  INDEPENDENT ", NAMES) == "Ind"
    found = party_codes(pd.Series(["Independent", "Labour Party"], index=[7, 3]), NAMES)
    assert found.to_dict() == {7: "Ind", 3: "Lab"}


def test_a_name_of_two_parties_needs_the_code_beside_it() -> None:
    with pytest.raises(
        ValueError, match=r'"First" stands for several parties \(Local, Other\); give source_code'
    ):
        party_code("First", NAMES)
    assert party_code("First", NAMES, source_code="FF") == "Other"
    both = party_codes(pd.Series(["First", "First"]), NAMES, source_code=pd.Series(["CF", "FF"]))
    assert both.tolist() == ["Local", "Other"]


def test_unknown_names_are_one_error_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match='no party name "Labor Party"; did you mean "Labour Party"'):
        party_code("Labor Party", NAMES)
    with pytest.raises(
        ValueError, match=r'2 unknown party names: "Independant" \(nearest "Independent"\), "Zzz"'
    ):
        party_codes(pd.Series(["Zzz", "Independant", "Independent"]), NAMES)
    with pytest.raises(ValueError, match="party name"):
        party_codes(pd.Series(["Independent", None]), NAMES)


def test_colours_names_letters_and_order() -> None:
    assert party_order(PARTIES) == ["Lab", "LD", "Con"]
    assert list(colours(PARTIES).items()) == [("Lab", "#e4003b"), ("LD", "#faa61a"), ("Con", "#0087dc")]
    assert short_names(PARTIES)["LD"] == "Lib Dem" and letters(PARTIES)["Con"] == "C"


def test_a_table_in_party_order_within_groups() -> None:
    table = pd.DataFrame({"organisation": ["b", "b", "a"], "party": ["Con", "Lab", "LD"]})
    assert in_party_order(table, PARTIES, within=["organisation"])["party"].tolist() == ["LD", "Lab", "Con"]
    with pytest.raises(UnknownNameError, match='no party code "Labb"; did you mean "Lab"'):
        in_party_order(table.assign(party="Labb"), PARTIES)
