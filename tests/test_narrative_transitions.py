"""Sentences on transitions: the interval and what is certain, by figures made up to be told apart."""

from __future__ import annotations

import pandas as pd
import pytest
from test_charts import PARTIES, TRANSITIONS

from elexan import inference
from elexan.errors import EmptySelectionError, UnknownNameError
from elexan.narrative import transitions_in_brief

NAMED = pd.concat([
    PARTIES.assign(party_name=PARTIES["short_name"] + " Party"),
    pd.DataFrame([{"party": "Other", "short_name": "Other", "party_name": "Other parties", "order": 9}]),
])  # fmt: skip


def cell(**figures: object) -> pd.DataFrame:
    """The Conservatives' cell of the made-up table, with other figures."""
    return TRANSITIONS.head(1).assign(**figures)  # type: ignore[arg-type]


def test_the_interval_is_said_before_what_is_certain() -> None:
    said = transitions_in_brief(
        TRANSITIONS, NAMED, origin="Con", of="the county council's", after="for mayor",
        names={"Con": "James Palmer (Conservative)"},
    )  # fmt: skip
    assert said == [
        "Of the county council's Conservative voters between 71 and 89 in 100 chose James Palmer "
        "(Conservative) for mayor; certain is only that it was between 12 and 93 in 100.",
        "Of the county council's Conservative voters between 10 and 30 in 100 voted Liberal Democrat for "
        "mayor; certain is only that it was at most 80 in 100.",
        "Of the county council's Conservative voters probably fewer than 5 in 100: not voting.",
    ]


def test_every_origin_has_its_sentences_in_party_order() -> None:
    said = transitions_in_brief(TRANSITIONS, NAMED)
    starts = [sentence.split(" between")[0].split(" probably")[0] for sentence in said]
    assert list(dict.fromkeys(starts)) == [
        "Of the Labour voters", "Of the Conservative voters", "Of the non-voters"
    ]  # fmt: skip
    assert transitions_in_brief(TRANSITIONS.sample(frac=1, random_state=1), NAMED) == said


def test_without_an_estimate_nothing_but_the_bounds_is_said() -> None:
    bounds = inference.bounds(
        pd.DataFrame({"Con": [90, 20], "Lab": [10, 80]}), pd.DataFrame({"Con": [80, 30], "Lab": [20, 70]})
    )
    # by hand: 70 to 100 of 110 Conservatives, 10 to 40 of 90 Labour
    assert transitions_in_brief(bounds, NAMED, origin="Con")[0] == (
        "Certain is only that of the Conservative voters between 63 and 91 in 100 voted Conservative."
    )
    assert transitions_in_brief(bounds, NAMED, origin="Lab")[1] == (
        "Certain is only that of the Labour voters between 11 and 45 in 100 voted Conservative."
    )
    point = TRANSITIONS.assign(low=float("nan"), high=float("nan"))
    assert transitions_in_brief(point, NAMED, origin="Con")[0] == (
        "Certain is only that of the Conservative voters between 12 and 93 in 100 voted Conservative."
    )


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"bound_low": 0.0}, "certain is only that it was at most 93 in 100."),
        ({"bound_high": 1.0}, "certain is only that it was at least 12 in 100."),
        ({"bound_low": 0.0, "bound_high": 1.0}, "the totals of the areas rule out next to nothing."),
        # 0.29 and 0.58 are not whole numbers of hundredths to a computer
        ({"bound_low": 0.29, "bound_high": 0.58}, "certain is only that it was between 29 and 58 in 100."),
        ({"low": 0.702, "high": 0.698 + 0.006}, "about 70 in 100 voted Conservative; certain"),
        ({"low": 0.0, "high": 1.0}, "anything from none to all voted Conservative; certain"),
        ({"bound_low": 0.342, "bound_high": 0.342}, "about 34 in 100 voted Conservative; that is certain."),
        ({"bound_low": 0.0, "bound_high": 1.0, "low": None},
         "Next to nothing is certain of how many of the Conservative voters voted Conservative."),
        ({"low": 0.0, "high": 0.04, "bound_high": 0.045, "bound_low": 0.0},
         "Of the Conservative voters certainly fewer than 5 in 100: Conservative."),
    ],
)  # fmt: skip
def test_figures_are_whole_and_never_say_more_than_is_known(figures: dict[str, object], said: str) -> None:
    assert said in transitions_in_brief(cell(**figures), NAMED)[0]


@pytest.mark.parametrize(
    ("origin", "destination", "said"),
    [
        (
            "Other",
            "Other",
            "Of the voters of other parties between 71 and 89 in 100 voted for other parties;",
        ),
        ("entered", "left", "Of the entrants between 71 and 89 in 100 dropped out;"),
        ("not voting", "not voting", "Of the non-voters between 71 and 89 in 100 did not vote;"),
        ("Ann Reed", "Bob Hay", "Of the voters of Ann Reed between 71 and 89 in 100 chose Bob Hay;"),
    ],
)
def test_parties_people_and_who_did_not_vote_have_their_own_words(
    origin: str, destination: str, said: str
) -> None:
    assert transitions_in_brief(cell(origin=origin, destination=destination), NAMED)[0].startswith(said)


def test_unknown_and_empty_origins_are_errors() -> None:
    with pytest.raises(UnknownNameError, match='no origin "Cob"; did you mean "Con"'):
        transitions_in_brief(TRANSITIONS, NAMED, origin="Cob")
    with pytest.raises(EmptySelectionError, match="no votes of Con"):
        transitions_in_brief(cell(bound_low=None, bound_high=None), NAMED, origin="Con")
    with pytest.raises(ValueError, match="bound_low, bound_high"):
        transitions_in_brief(TRANSITIONS.drop(columns=["bound_low", "bound_high"]), NAMED)
