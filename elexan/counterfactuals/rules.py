"""What another counting rule would have said of the same first preferences, and what it takes to say so.

Four rules: first past the post (FPTP), the supplementary vote (SV), the alternative vote (AV) and two rounds,
a second ballot between the leading two. Every answer is mechanical: everybody gives the first preference they
gave, though another rule might have changed votes and candidates. Whoever has over half of the first
preferences wins under all four. Otherwise second preferences decide, and what was published says only what
the two finalists received: with three candidates that is everything; with more, some winners are possible and
some are not (``av_winners``). Where the rule in force was FPTP nothing is known of later preferences.
"""

from __future__ import annotations

import pandas as pd

from ..columns import flag, number, require, whole
from ..rounds import finalists
from .av_winners import Published, possible_av_winners

SYSTEMS = ("FPTP", "SV", "AV", "two rounds")
_HELD = "as held"
_MECHANICAL = "mechanical only: the first preferences as they were cast"
_OUTRIGHT = "mechanical only: over half of the first preferences win under every rule"
_THREE = "the same as the supplementary vote: three candidates leave nobody else to prefer"
_FREE = "mechanical only: first preferences as cast; nothing is known of later ones, which may stop short"
_RANGE = "first preferences and transfers as counted; all other preferences free, papers may stop short"
_AGAIN = (
    "the leading two; transfers as counted; those whose papers did not transfer may choose either or neither"
)
_UNKNOWN = "first preferences or transfers are not known: everybody not ruled out"


def counterfactuals(results: pd.DataFrame) -> pd.DataFrame:
    """Who would have won each contest of one seat under four counting rules, one row a contest and rule.

    Contests by SV and FPTP with at least two candidates. Columns: ballot_id, area_name (where given),
    ``system`` (FPTP, SV, AV, two rounds), ``held`` (the rule in force), ``winner`` (candidate_id) and
    ``winner_party`` (missing unless the data fix the winner), ``identified`` (whether they do),
    ``possible_winners`` (candidate_ids consistent with what is known, most first preferences first, between
    semicolons), ``margin`` (votes ahead in the deciding round, where known), ``elected`` (candidate_id),
    ``differs`` (from the one elected; missing where it may or may not) and ``assumes`` (a sentence).

    A tie waits for a lot: all who tie are possible, and whoever won where the rule was in force.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> counterfactuals(r)[["system", "winner", "margin", "differs"]].values.tolist()
    [['FPTP', 'a', 15, True], ['SV', 'b', 1, False], ['AV', 'b', 1, False], ['two rounds', 'b', 1, False]]
    """
    require(
        results, "results", ["ballot_id", "candidate_id", "party", "voting_system", "first_pref", "elected"]
    )
    table = finalists(results)
    size = table["ballot_id"].groupby(table["ballot_id"]).transform("size")
    one = number(table, "seats").fillna(1) == 1
    table = table[table["voting_system"].isin(["SV", "FPTP"]) & one & (size > 1)]
    rows = [
        {"ballot_id": ballot, **answer}
        for ballot, contest in table.groupby("ballot_id")
        for answer in _contest(contest)
    ]
    columns = ["ballot_id", "system", "held", "winner", "winner_party", "identified", "possible_winners",
               "margin", "elected", "differs", "assumes"]  # fmt: skip
    answers = pd.DataFrame(rows, columns=columns)
    text = dict.fromkeys(["winner", "winner_party", "possible_winners", "elected"], "str")
    answers = answers.astype({**text, "differs": "boolean", "margin": "Int64"})
    if "area_name" in results:
        names = results[["ballot_id", "area_name"]].drop_duplicates("ballot_id")
        answers = answers.merge(names, on="ballot_id", how="left", validate="many_to_one")
        answers.insert(1, "area_name", answers.pop("area_name"))
    return answers


def fptp_winners(results: pd.DataFrame) -> pd.DataFrame:
    """Who led on first preferences in each contest by the supplementary vote, and whether they were elected.

    "Mechanical only": who would have won under FPTP had everybody voted the same. Columns: ballot_id,
    area_name (where given), ``leader``, ``leader_party`` and ``leader_votes``, ``lead`` (over the next
    candidate, votes), ``elected``, ``elected_party``, ``elected_votes`` (first preferences) and ``differs``
    (missing where the first preferences known do not say). The contests that differ come first.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> fptp_winners(r)[["leader", "lead", "elected", "differs"]].values.tolist()
    [['a', 15, 'b', True]]
    """
    require(results, "results", ["voting_system"])
    table = counterfactuals(results[results["voting_system"] == "SV"]).query("system == 'FPTP'")
    about = results[["ballot_id", "candidate_id", "party"]].assign(votes=whole(number(results, "first_pref")))
    for who, candidate in (("leader", "winner"), ("elected", "elected")):
        one = about.set_axis(["ballot_id", candidate, f"{who}_party", f"{who}_votes"], axis=1)
        table = table.merge(one, on=["ballot_id", candidate], how="left", validate="one_to_one")
    table = table.rename(columns={"winner": "leader", "margin": "lead"})
    keep = ["ballot_id", *(c for c in ("area_name",) if c in table), "leader", "leader_party", "leader_votes",
            "lead", "elected", "elected_party", "elected_votes", "differs"]  # fmt: skip
    order = table["differs"].astype("Float64").fillna(-1).astype("float64")
    table = table.assign(_order=-order).sort_values(["_order", "ballot_id"], ignore_index=True)
    return table[keep]


def _contest(contest: pd.DataFrame) -> list[dict[str, object]]:
    """The four answers about one contest."""
    contest = contest.assign(_first=number(contest, "first_pref")).sort_values(
        ["_first", "candidate_id"], ascending=[False, True], na_position="last"
    )
    ids = contest["candidate_id"].tolist()
    party = dict(zip(ids, contest["party"], strict=True))
    held = str(contest["voting_system"].iloc[0])
    won = contest.loc[flag(contest, "elected").fillna(False).astype(bool), "candidate_id"].tolist()
    elected = won[0] if len(won) == 1 else None
    answers = []
    for system, (possible, margin, assumes) in zip(SYSTEMS, _answers(contest, held, elected), strict=True):
        who = [i for i in ids if i in possible]
        winner = who[0] if len(who) == 1 else None
        differs = None if elected is None or (winner is None and elected in who) else winner != elected
        answers.append(
            {
                "system": system,
                "held": system == held,
                "winner": winner,
                "winner_party": party.get(winner),
                "identified": winner is not None,
                "possible_winners": "; ".join(who),
                "margin": None if winner is None or pd.isna(margin) else int(margin),
                "elected": elected,
                "differs": differs,
                "assumes": assumes,
            }
        )
    return answers


_Answer = tuple[set[str], float, str]


def _answers(contest: pd.DataFrame, held: str, elected: str | None) -> list[_Answer]:
    """For each system the possible winners, the margin where one is certain, and the assumption."""
    votes = dict(zip(contest["candidate_id"], contest["_first"], strict=True))
    most = contest["_first"].max()
    last = contest["finalist"].fillna(False).astype(bool)
    two = contest["_first"][last] if last.sum() == 2 else contest["_first"]
    lead = float("nan") if two.isna().any() else two.max() - two.nlargest(2).iloc[1]
    leading = _leading(contest)
    outright = 2 * most > contest["first_total"].iloc[0] or len(votes) == 2
    if outright or contest["second_round"].iloc[0] == "not_needed":
        who = leading if elected is None else {elected}
        same = (who, lead, _OUTRIGHT)
        return [(who, lead, _HELD) if held == system else same for system in SYSTEMS]
    if held == "FPTP":
        level = leading if elected is None else {elected}
        return [(level, lead, _HELD), *_without_transfers(contest)]
    final = number(contest, "final").nlargest(2)
    majority = final.iloc[0] - final.iloc[1] if len(final) == 2 else float("nan")
    sure = set(votes) if elected is None else {elected}
    answers = [(leading, lead, _MECHANICAL), (sure, majority, _HELD)]
    if len(votes) == 3 and last.sum() == 2:
        return [*answers, (sure, majority, _THREE), (sure, majority, _THREE)]
    return [*answers, *_with_transfers(contest, elected)]


def _leading(contest: pd.DataFrame) -> set[str]:
    """Who may have led on first preferences: nobody has more than their final votes, nor less than none."""
    first, final = contest["_first"], number(contest, "final")
    high, low = first.fillna(final).fillna(float("inf")), first.fillna(0)
    could = high >= low.max()
    second = contest["finalist"].fillna(False).astype(bool)
    if second.sum() >= 2:
        could &= second
    return set(contest.loc[could, "candidate_id"])


def _without_transfers(contest: pd.DataFrame) -> list[_Answer]:
    """SV, AV and two rounds where only first preferences are known, and nobody has half of them."""
    ids, none = contest["candidate_id"].tolist(), float("nan")
    if contest["_first"].isna().any():
        return [(set(ids), none, _UNKNOWN)] * 3
    votes = [int(n) for n in contest["_first"]]
    stay = [i for i in range(len(votes)) if votes[i] >= votes[1]]
    spare = sum(votes) - sum(votes[i] for i in stay)
    runoff = {ids[i] for i in stay if votes[i] + spare >= votes[0]}
    by_preference = {ids[i] for i in possible_av_winners(Published(tuple(votes), (0, 1)))}
    return [(runoff, none, _FREE), (by_preference, none, _FREE), (runoff, none, _FREE)]


def _with_transfers(contest: pd.DataFrame, elected: str | None) -> list[_Answer]:
    """AV and two rounds after a second round by SV of a contest of more than three."""
    ids, none = contest["candidate_id"].tolist(), float("nan")
    last = [i for i, f in enumerate(contest["finalist"].fillna(False)) if f]
    if contest["_first"].isna().any() or len(last) != 2:
        two = {ids[i] for i in last} if len(last) == 2 else set(ids)
        return [(set(ids), none, _UNKNOWN), (two, none, _UNKNOWN)]
    votes = tuple(int(n) for n in contest["_first"])
    received = [None if pd.isna(t) else int(t) for t in contest["transfers"].iloc[last]]
    winner = ids.index(elected) if elected is not None and ids.index(elected) in last else None
    known = Published(votes, (last[0], last[1]), (received[0], received[1]), winner)
    by_preference = {ids[i] for i in possible_av_winners(known)}
    return [(by_preference, none, _RANGE), ({ids[i] for i in _two_rounds(known)}, none, _AGAIN)]


def _two_rounds(known: Published) -> list[int]:
    """The finalists who may win a second ballot: all the eliminated who did not choose the other may come."""
    votes, gone = known.first, sum(known.first[i] for i in known.eliminated)
    possible = []
    for n, mine in enumerate(known.finalists):
        other = known.finalists[1 - n]
        theirs = known.received[1 - n] or 0
        if votes[mine] + gone - theirs >= votes[other] + theirs:
            possible.append(mine)
    return possible
