"""How claims are read: figures, tolerances, names, parties and metrics as articles write them."""

from __future__ import annotations

import pytest

import elexan as ex
from elexan.claims.figures import bears_out, is_cut_off, read_figure
from elexan.claims.lookup import Lookup
from elexan.claims.metrics import find_metric
from elexan.claims.names import read_party, same_person

FIGURES = [
    ("42.9%", "share", 0.429, "="),
    ("0.429", "share", 0.429, "="),
    ("42.9", "share", 0.429, "="),
    ("42.9 per cent", "share", 0.429, "="),
    ("more than half", "share", 0.5, ">"),
    ("<50%", "share", 0.5, "<"),
    ("a third", "share", 1 / 3, "="),
    ("two-thirds", "share", 2 / 3, "="),
    ("one in four", "share", 0.25, "="),
    ("17,000", "votes", 17000, "="),
    ("nearly 6,000", "votes", 6000, "nearly"),
    ("over 5,000", "votes", 5000, ">"),
    (">5000", "votes", 5000, ">"),
    ("1.2m", "votes", 1.2e6, "="),
    ("at least 300", "votes", 300, ">="),
    ("5,000 or more", "votes", 5000, ">="),
    ("two hundred thousand", "votes", 200000, "="),
    ("four", "seats", 4, "="),
    ("twenty-eight", "seats", 28, "="),
    ("28 of 61", "seats", 28, "="),
    ("-7", "change", -7, "="),
    ("−7", "change", -7, "="),
    ("lost seven", "change", -7, "="),
    ("down 3", "change", -3, "="),
    ("+4", "change", 4, "="),
    ("a net gain of five", "change", 5, "="),
    ("no change", "change", 0, "="),
    ("2.6", "points", 0.026, "="),
    ("0.026", "points", 0.026, "="),
    ("0.8", "points", 0.008, "="),
    ("down 3.2 points", "points", -0.032, "="),
    ("second", "place", 2, "="),
    ("3rd", "place", 3, "="),
]


@pytest.mark.parametrize(("text", "unit", "value", "relation"), FIGURES)
def test_figures_as_articles_print_them(text: str, unit: str, value: float, relation: str) -> None:
    figure = read_figure(text, unit)
    assert figure.value == pytest.approx(value) and figure.relation == relation


@pytest.mark.parametrize(
    ("text", "unit", "computed", "right"),
    [
        ("17,000", "votes", 17499, True),
        ("17,000", "votes", 17836, False),
        ("17,001", "votes", 17000, False),
        ("5,800", "votes", 5799, True),
        ("5,800", "votes", 5899, False),
        ("300,000", "votes", 299318, True),
        ("300,000", "votes", 293000, False),
        ("28", "seats", 27, False),
        ("20", "seats", 19, False),
        ("42.9%", "share", 0.42949, True),
        ("42.9%", "share", 0.4296, False),
        ("43%", "share", 0.4296, True),
        ("half", "share", 0.4997, True),
        ("more than half", "share", 0.4997, False),
        ("nearly 6,000", "votes", 5799, True),
        ("nearly 6,000", "votes", 6001, False),
        ("nearly 6,000", "votes", 5500, False),
        ("just over a third", "share", 0.34, True),
        ("lost more than five", "change", -6, True),
        ("lost more than five", "change", -4, False),
        ("about 17,000", "votes", 17836, True),
        ("-7", "change", 7, False),
    ],
)
def test_rounding_is_forgiven_to_the_digit_printed(
    text: str, unit: str, computed: float, right: bool
) -> None:
    assert bears_out(read_figure(text, unit), computed) is right


def test_cut_off_is_not_rounded() -> None:
    assert is_cut_off(read_figure("17,000", "votes"), 17836)
    assert is_cut_off(read_figure("42.9%", "share"), 0.42999)
    assert not is_cut_off(read_figure("18,000", "votes"), 17499)
    assert not is_cut_off(read_figure("over 17,000", "votes"), 17836)


@pytest.mark.parametrize(
    ("claimed", "tolerance", "computed", "right"),
    [
        ("42.9%", "0.5", 0.434, True),
        ("42.9%", "0.5", 0.4345, False),
        ("42.9%", "0.0005", 0.4293, True),
        ("0.429", "0.005", 0.434, True),
        ("42.9%", "0.5 points", 0.434, True),
        ("42.9%", "0", 0.4291, False),
    ],
)
def test_a_tolerance_is_in_the_unit_the_claim_is_printed_in(
    claimed: str, tolerance: str, computed: float, right: bool
) -> None:
    assert bears_out(read_figure(claimed, "share", tolerance), computed) is right


def test_unreadable_figures_say_what_to_write() -> None:
    for text in ("lots", "3 to 4", ""):
        with pytest.raises(ValueError, match="write"):
            read_figure(text, "votes")
    with pytest.raises(ValueError, match="write a number of 0 or more"):
        read_figure("5", "votes", "a few")


@pytest.mark.parametrize(
    ("claimed", "printed", "same"),
    [
        ("Jason Ablewhite", "Jason David Ablewhite", True),
        ("Sir Sion Simon", "Siôn Simon", True),
        ("Norris, Dan", "Dan Norris", True),
        ("Norris", "Dan Norris", True),
        ("Dan", "Dan Norris", False),
        ("Dan Morris", "Dan Norris", False),
        ("Steve Rotherham", "Steve Rotheram", False),
        ("Anthony Martinelli", "Martinelli A.W.", True),
        ("Brian Martinelli", "Martinelli A.W.", False),
        ("Dr Nik Johnson", "Nik Johnson", True),
        ("Johnson", "Johnson-Hall", False),
    ],
)
def test_a_name_is_forgiven_everything_but_a_letter(claimed: str, printed: str, same: bool) -> None:
    assert same_person(claimed, printed) is same


def test_parties_by_what_they_are_called() -> None:
    words = Lookup().party_words
    said = ["Tories", "the Conservatives", "Lib Dems", "Labour", "Greens", "Reform UK", "hung", "Ukip", "Lab"]
    assert [read_party(s, words) for s in said] == [
        "Con",
        "Con",
        "LD",
        "Lab",
        "Grn",
        "Reform",
        "NOC",
        "UKIP",
        "Lab",
    ]


@pytest.mark.parametrize(
    ("said", "metric"),
    [
        ("votes", "votes"),
        ("vote_share", "vote_share"),
        ("First preference share", "first_pref_share"),
        ("first-preference share (%)", "first_pref_share"),
        ("majority (votes)", "majority"),
        ("majority (points)", "majority_share"),
        ("second preference votes", "second_pref"),
        ("Turnout %", "turnout"),
        ("SEATS WON", "seats"),
        ("net change", "seats_change"),
        ("winner's name", "winner"),
        ("final majority", "majority"),
        ("share of the vote", "vote_share"),
        ("number of candidates", "candidates"),
        ("control", "council_control"),
        ("runner-up", "runner_up"),
        ("percentage of the vote", "vote_share"),
        ("seats-change", "seats_change"),
    ],
)
def test_metrics_by_other_names(said: str, metric: str) -> None:
    found = find_metric(said)
    assert found is not None and found.name == metric


def test_every_metric_of_the_bundled_claims_is_listed() -> None:
    assert set(ex.load_claims()["metric"]) <= set(ex.claim_metrics()["metric"])
