"""What becomes of a claim: true, false, true otherwise, not known, or no claim; and why, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..tables.figures import long_date
from .answers import Answer
from .conflicting import printed_elsewhere, with_misprint
from .definitions import DEFINITIONS
from .facts import Facts
from .figures import Figure, bears_out, is_cut_off, say
from .lookup import Lookup
from .metrics import NOT_A_CLAIM
from .names import listed
from .reading import Claim
from .readings import Name, Pair, Party

VERDICTS = ("true", "false", "true_otherwise", "unknown", "not_a_claim")
ROUNDED_DOWN = "rounded down"
_NO_CLAIM = {
    "forecast": "A forecast, not a statement of fact.",
    "judgement": "An opinion or a matter of words, not a statement of fact.",
}


def without_answer(claim: Claim) -> dict[str, Any]:
    """The verdict on what no figure can settle: forecasts, opinions, and what the data do not hold."""
    note = claim.cells.get("note", "")
    if claim.metric.name in NOT_A_CLAIM:
        return {"verdict": "not_a_claim", "explanation": _NO_CLAIM[claim.metric.name]}
    text = "Not known: the data do not hold it" + (f" ({note})" if note else "") + "."
    return {"verdict": "unknown", "explanation": text}


def decide(claim: Claim, tried: Iterable[Answer], facts: Facts) -> dict[str, Any]:
    """The verdict on a claim from its answers, in the order in which definitions are tried."""
    answers = _as_needed(claim, tried)
    chosen = [a for a in answers if a.key == claim.choice] if claim.choice else answers
    if chosen and chosen[0].value is None:
        # what a claim is first held to is not known: other definitions cannot settle it
        return _unknown(claim, chosen, [a for a in answers if a.value is not None])
    known = [a for a in chosen if a.value is not None]
    others = [a for a in answers if a.value is not None and a not in known[:1]]
    if not known:
        return _unknown(claim, chosen or answers, others)
    first = known[0]
    alike = [first, *(a for a in known[1:] if a.alike or a.key == first.key)]
    match = next((a for a in alike if bears(claim, a)), None)
    base = match or first
    row = _row(claim, base)
    under = list(dict.fromkeys(a.key for a in others if a not in alike and bears(claim, a)))
    if match is not None:
        return row | {
            "verdict": "true",
            "true_under": "",
            "explanation": _sentence(f"{base.stem}, as claimed"),
        }
    cut = (
        isinstance(claim.reading, Figure)
        and isinstance(base.value, float)
        and is_cut_off(claim.reading, base.value)
    )
    if cut:
        said = claim_in_words(claim, facts.lookup)
        text = f"{base.stem}; {said} is that cut off, not rounded, {_by(claim, base)}"
        return row | {"verdict": "true_otherwise", "true_under": "; ".join([ROUNDED_DOWN, *under]),
                      "explanation": _sentence(text)}  # fmt: skip
    if under:
        told = next(a for a in others if a.key == under[0] and bears(claim, a))
        said = claim_in_words(claim, facts.lookup)
        text = f"{base.stem}; {said} is right counted otherwise: {told.short or told.stem}"
        verdict = "false" if claim.choice else "true_otherwise"
        sources = tuple(dict.fromkeys([*base.sources, *told.sources]))
        return row | {"verdict": verdict, "true_under": "; ".join(under), "explanation": _sentence(text),
                      "source_id": "; ".join(sources)}  # fmt: skip
    also = printed_elsewhere(claim, facts) or with_misprint(claim, base, facts)
    return row | {
        "verdict": "false",
        "true_under": "",
        "explanation": _sentence(_wrong(claim, base, facts)) + also,
    }


def _as(words: str) -> str:
    return words if words.startswith(("against", "as ", "of ", "over", "without")) else f"as {words}"


def _as_needed(claim: Claim, tried: Iterable[Answer]) -> list[Answer]:
    """The answers up to the one that settles a claim as true; all of them where none does."""
    answers: list[Answer] = []
    for answer in tried:
        answers.append(answer)
        decisive = answer.key == claim.choice if claim.choice else answer.alike or len(answers) == 1
        if decisive and answer.value is not None and bears(claim, answer):
            break
    return answers


def bears(claim: Claim, answer: Answer) -> bool:
    """Whether an answer makes a claim right."""
    if isinstance(claim.reading, Figure):
        return isinstance(answer.value, float) and bears_out(claim.reading, answer.value)
    return claim.reading is not None and claim.reading.fits(answer.value, answer.also)


def computed_text(claim: Claim, answer: Answer) -> str:
    """A computed value as it is printed."""
    if isinstance(answer.value, float):
        return say(answer.value, claim.metric.kind)
    if isinstance(answer.value, bool):
        return "true" if answer.value else "false"
    if isinstance(answer.value, frozenset):
        return ", ".join(sorted(answer.value))
    return str(answer.value)


def _row(claim: Claim, answer: Answer) -> dict[str, Any]:
    """The columns that say what was computed, and by how much the claim differs."""
    number = answer.value if isinstance(answer.value, float) else None
    difference = None
    if number is not None and isinstance(claim.reading, Figure):
        difference = round(claim.reading.value - number, 6)
    return {
        "computed": computed_text(claim, answer),
        "computed_value": number,
        "difference": difference,
        "definition": answer.key,
        "source_id": "; ".join(answer.sources),
    }


def _unknown(claim: Claim, answers: list[Answer], others: list[Answer]) -> dict[str, Any]:
    under = list(dict.fromkeys(a.key for a in others if bears(claim, a)))
    reason = next((a.why for a in answers if a.why), "it is not held under the definition stated")
    text = f"Not known: {reason}."
    if under:
        text += f" It would be right {_as(listed([DEFINITIONS.get(k, k) for k in under], 'or'))}."
    sources = "; ".join(dict.fromkeys(s for a in answers for s in a.sources))
    return {
        "verdict": "unknown", "explanation": text, "true_under": "; ".join(under),
        "definition": claim.choice, "source_id": sources,
    }  # fmt: skip


def claim_in_words(claim: Claim, lookup: Lookup) -> str:
    """The claim as it stands, in its own words; shares given as fractions as percentages."""
    text, reading = claim.cells.get("claimed", ""), claim.reading
    bare = text.replace(".", "").replace(",", "").lstrip("<>=+-−")
    if isinstance(reading, Figure) and bare.isdigit():
        unit = claim.metric.kind
        digits = say(reading.value, unit)
        if unit == "share":
            digits = f"{100 * reading.value:.4g}%"
        elif unit == "points":
            digits = f"{100 * reading.value:+.4g} points".replace("-", "−")
        words = {">": "more than ", "<": "less than ", ">=": "at least ", "<=": "at most "}
        return words.get(reading.relation, "") + digits
    if isinstance(reading, Party):
        return lookup.party(reading.code)
    if isinstance(reading, Pair):
        return listed(sorted(lookup.party(name) for name in reading.names))
    if claim.metric.kind == "date":
        return long_date(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    return text


def _by(claim: Claim, answer: Answer) -> str:
    """By how much a claim is too high or too low; nothing for signed changes, where that says little."""
    reading, value = claim.reading, answer.value
    if not isinstance(reading, Figure) or not isinstance(value, float):
        return ""
    off = abs(reading.value - value)
    unit = claim.metric.kind
    if unit in ("share", "points"):
        return f"{_points(off)} too {'much' if reading.value > value else 'little'}"
    return f"{say(off, 'votes')} too {'many' if reading.value > value else 'few'}"


def _points(off: float) -> str:
    """A difference of shares, with as many decimals as it takes to show one."""
    size = next((t for d in (1, 2, 3) if float(t := f"{100 * off:.{d}f}") > 0), "less than 0.001")
    return f"{size} point" if size == "1.0" else f"{size} points"


def _wrong(claim: Claim, answer: Answer, facts: Facts) -> str:
    """Why a claim is wrong."""
    reading = claim.reading
    if (
        isinstance(reading, Figure)
        and reading.relation == "="
        and claim.metric.kind not in ("change", "place")
    ):
        return f"{answer.stem}; {claim_in_words(claim, facts.lookup)} is {_by(claim, answer)}"
    if claim.metric.kind == "yes_no":
        return f"{answer.stem}, which is not what is claimed"
    if isinstance(reading, Name) and claim.metric.name != "eliminated":
        return f"{answer.stem}: the name is {answer.value}, not {claim_in_words(claim, facts.lookup)}"
    return f"{answer.stem}, not {claim_in_words(claim, facts.lookup)}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
