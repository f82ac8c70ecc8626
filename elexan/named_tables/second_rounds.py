"""Tables of the supplementary vote: second rounds, and what other rules would have made of them."""

from __future__ import annotations

import elexan as ex

from .options import (
    SELECT,
    Found,
    NamedTable,
    Options,
    analysed,
    analysed_by_area,
    pick,
    select,
    selected_results,
)


def _transfer_bounds(options: Options) -> Found:
    results = selected_results(options)
    areas = ex.load_table("counting_areas", **pick(options, "data"))
    table = ex.transfer_bounds(results, areas)
    held = table["ballot_id"].unique()
    return table, [rows[rows["ballot_id"].isin(held)] for rows in (results, areas)]


def _as_declared(options: Options) -> Found:
    order = ex.load_declarations(**select(options))
    areas, results = (
        read(order, **pick(options, "data")) for read in (ex.load_counting_areas, ex.load_results)
    )
    return ex.as_declared(areas, results, order), [order, areas, results]


NAMED: dict[str, NamedTable] = {
    "transfers": NamedTable("one finalist of a supplementary-vote contest", analysed("transfers"), SELECT),
    "transfers-by-area": NamedTable(
        "one finalist in one counting area", analysed_by_area("transfers_by_area"), SELECT
    ),
    "transfer-bounds": NamedTable(
        "what is known of one eliminated candidate's transfers to one finalist", _transfer_bounds, SELECT
    ),
    "ballot-account": NamedTable(
        "where every paper of one supplementary-vote contest went", analysed("ballot_account"), SELECT
    ),
    "turning-areas": NamedTable(
        "what one counting area's transfers did to the lead", analysed_by_area("turning_areas"), SELECT
    ),
    "as-declared": NamedTable("the second round after one step of its declaration", _as_declared, SELECT),
    "counterfactuals": NamedTable(
        "who would have won one contest under one counting rule", analysed("counterfactuals"), SELECT
    ),
    "fptp-winners": NamedTable(
        "who led the first round of one supplementary-vote contest", analysed("fptp_winners"), SELECT
    ),
    "needed-transfers": NamedTable(
        "the transfers one rival of the leader would have needed, by one rule",
        analysed("needed_transfers"),
        SELECT,
    ),
    "needed-by-origin": NamedTable(
        "what one rival would have needed of one eliminated candidate's transfers",
        analysed("needed_by_origin"),
        SELECT,
    ),
}
