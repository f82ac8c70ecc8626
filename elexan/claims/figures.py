"""A claimed figure as an article prints it, and whether a computed one bears it out.

``read_figure`` reads numerals, number words, fractions and changes with what is said of them ("nearly",
"over"). The rule of rounding: a claim is right if the computed figure, rounded to the precision the claim is
printed with, is the claimed one. Decimals are precise to their last digit. Whole numbers are exact, but of a
thousand or more whole hundreds are precise to a hundred and whole thousands to a thousand; above 100,000
further noughts count too, as long as two digits are left (300,000 is precise to 10,000). Fractions in words
are precise to a point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..tables.figures import change, percent, points, whole

COUNTS = ("votes", "seats", "years", "number", "place")
"""Units of whole things."""
SHARES = ("share", "points")
"""Units of proportions: of a total, and of a change or margin."""
CLOSE = 0.05
"""How near a figure lies to one that is said to be nearly, just over or about it."""
_EPS = 1e-9

_RELATIONS = {
    "nearly": "nearly|almost|just under|just below|just short of|close to|approaching|not quite",
    "just over": "just over|just above|slightly over|slightly more than|a little over|little more than",
    "about": "about|around|roughly|approximately|approx|circa|some|an estimated|~|≈|c",
    ">=": "at least|no fewer than|no less than|not less than|>=|≥|=>|minimum",
    "<=": "at most|no more than|not more than|up to|<=|≤|=<|maximum",
    ">": "more than|greater than|over|above|exceeding|exceeded|in excess of|upwards of|well over|>",
    "<": "fewer than|less than|under|below|short of|well under|<",
}
_DOWN = r"lost|lose|loses|losing|loss|down|fell|fall|falling|fewer|less|minus|dropped|drop|decrease|decreased"
_UP = r"gained|gain|gains|gaining|up|plus|rose|rise|more|increase|increased|picked up|won|net"
_ONES = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {"no": 0, "none": 0, "nil": 0, "nobody": 0, "a": 1, "an": 1, "single": 1, "dozen": 12, "both": 2}
_TENS = {
    w: 10 * n
    for n, w in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6}
_PARTS = {
    "half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "tenth": 10, "tenths": 10, "eighth": 8, "eighths": 8,
}  # fmt: skip
_ORDER = {
    w: n
    for n, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
        start=1,
    )
} | {"top": 1, "largest": 1, "biggest": 1, "winner": 1}
_SAME = r"no change|unchanged|nc|level|no net change|same"


@dataclass(frozen=True)
class Figure:
    """A claimed number: its value in the metric's unit, how it is meant, and how precisely it is printed."""

    value: float
    relation: str = "="
    step: float = 0.0
    tolerance: float | None = None


def read_figure(text: str, unit: str, tolerance: str = "") -> Figure:
    """The figure a claim states; ValueError with what to write instead where it cannot be read.

    A share above 1, or with a percent sign, is in percent; so is a difference of shares with one decimal or
    none. ``tolerance`` is in the unit the claim is
    printed in; one too small to be that (under a twentieth of the last printed digit) is a fraction.

    >>> read_figure("42.9%", "share")
    Figure(value=0.429, relation='=', step=0.001, tolerance=None)
    >>> read_figure("lost seven seats", "change").value, read_figure("over 5,000", "votes").relation
    (-7.0, '>')
    """
    plain = text.strip().lower().replace("−", "-").replace("–", "-").replace("’", "'")
    plain = re.sub(r"\bper ?cent\b|\bpercent\b|(?<=\d) ?pc\b", "%", plain)
    if unit == "place" and (place := _place(plain)):
        return Figure(float(place), "=", 1.0, _tolerance(tolerance, Figure(place), unit, False))
    relation, rest = _relation(plain)
    sign, rest = _sign(rest)
    value, step, in_percent = _number(rest, unit)
    if unit in SHARES:
        # a margin of one decimal at most, such as 0.8, is in points: as a fraction it would be tens of them
        coarse = unit == "points" and step >= 0.1
        in_percent = in_percent or abs(value) > 1 or coarse
        value, step = (value / 100, step / 100) if in_percent else (value, step)
    figure = Figure(round(sign * value, 12), relation, round(step, 12))
    return replace(figure, tolerance=_tolerance(tolerance, figure, unit, in_percent))


def _place(text: str) -> int:
    """The place that an ordinal names; 0 for none."""
    if found := re.search(r"\b(\d+)(?:st|nd|rd|th)\b", text):
        return int(found[1])
    return next((_ORDER[w] for w in re.split(r"\W+", text) if w in _ORDER), 0)


def _relation(text: str) -> tuple[str, str]:
    """How the figure is meant, and the text without the words that say so."""
    if found := re.search(r"(?:\bor more|\bor over|(?<=\d)\+|\bplus)$", text):
        return ">=", text[: found.start()].strip()
    if found := re.search(r"\bor (?:fewer|less)$", text):
        return "<=", text[: found.start()].strip()
    for relation, words in _RELATIONS.items():
        listed = "|".join(re.escape(w) + (r"\b\.?" if w[-1].isalpha() else "") for w in words.split("|"))
        if found := re.search(rf"(?:^|(?<=\s))(?:{listed})\s*(?=[-+\d\w.])", text):
            rest = (text[: found.start()] + " " + text[found.end() :]).strip()
            if rest:
                return relation, rest
    return "=", text


def _sign(text: str) -> tuple[int, str]:
    """−1 for a loss, else 1, and the text without the words that say so."""
    if re.fullmatch(rf"(?:{_SAME})(?: \w+)?", text):
        return 1, "0"
    down, up = re.search(rf"\b(?:{_DOWN})\b", text), re.search(rf"\b(?:{_UP})\b", text)
    rest = re.sub(rf"\b(?:{_DOWN}|{_UP})\b(?: (?:of|by|gain of|loss of))?", " ", text) if down or up else text
    return (-1 if down else 1), rest.strip()


def _number(text: str, unit: str) -> tuple[float, float, bool]:
    """The number of the text, the step it is precise to, and whether it is a percentage."""
    found = re.search(
        r"([-+]?)\s*£?((?:\d{1,3}(?:[,\s]\d{3})+(?!\d)|\d+)?(?:\.\d+)?)(?<=\d)\s*(million|thousand|[km]\b)?",
        text,
    )
    if parts := re.search(r"(\d+)\s*/\s*(\d+)|(\w+) (?:in|out of) (\w+)", text):
        top, bottom = (_word(g) for g in ((parts[1], parts[2]) if parts[1] else (parts[3], parts[4])))
        if top is not None and bottom and unit in SHARES:
            return top / bottom, 0.02, False
    if not found:
        return _in_words(text, unit)
    digits = re.sub(r"[,\s]", "", found[2])
    scale = {"m": 10**6, "k": 1000}.get(found[3] or "", _SCALES.get(found[3] or "", 1))
    decimals = len(digits.partition(".")[2])
    value = float(digits) * scale * (-1 if found[1] == "-" else 1)
    step = scale / 10**decimals
    if unit in ("votes", "number") and not decimals:
        step = max(step, _noughts(abs(int(value))))
    left = text[found.end() :] + text[: found.start()]
    if unit in COUNTS:
        # the seats or votes claimed, not those there were in all
        left = re.sub(r"\b(?:of|out of)(?: the)? [\d,]+", "", left)
    if re.search(r"\d", left):
        raise ValueError("write one number")
    return value, step, bool(re.search(r"%|\bpoints?\b|\bpp\b|\bppts?\b|\bpts?\b", left))


def _noughts(value: int) -> int:
    """The step to which a whole number that ends in noughts is precise."""
    if value < 1000 or value % 100:
        return 1
    if value % 1000:
        return 100
    step = 1000
    while value % (step * 10) == 0 and value >= step * 100:
        step *= 10
    return step


def _word(word: str) -> float | None:
    """A number of one word or numeral."""
    known = _ONES | _TENS
    return float(word) if word.isdigit() else float(known[word]) if word in known else None


def _in_words(text: str, unit: str) -> tuple[float, float, bool]:
    """A number written out, such as "a third" or "twenty-eight"; a fraction is precise to a point."""
    words = [w for w in re.split(r"[^a-z%]+", text) if w and w not in ("of", "and", "the", "quite")]
    in_percent = "%" in words or any(w.startswith("point") for w in words)
    if unit in SHARES and (part := next((w for w in words if w in _PARTS), None)):
        before = words[: words.index(part)]
        top = next((n for w in before if (n := _word(w)) is not None), 1.0)
        return top / _PARTS[part], 0.02, False
    if unit in SHARES and {"majority", "most"} & set(words):
        raise ValueError("write it as a figure, such as >50%")
    if any(_word(w) is not None for w in words if w not in ("a", "an")):
        # "a net gain of five" is five, "a hundred" one hundred
        words = [w for w in words if w not in ("a", "an")]
    total, current, seen = 0.0, 0.0, False
    for word in words:
        number = _word(word)
        if number is not None:
            current, seen = (current * number if word == "dozen" and current else current + number), True
        elif word in _SCALES and seen:
            current *= _SCALES[word]
            if word != "hundred":
                total, current = total + current, 0.0
    if not seen:
        raise ValueError("write a number, such as 42.9%, 17,000, >5000, seven or -7")
    value = total + current
    return value, float(_noughts(int(value))) if unit in ("votes", "number") else 1.0, in_percent


def _tolerance(text: str, figure: Figure, unit: str, in_percent: bool) -> float | None:
    """The tolerance in the metric's unit; None where none is given."""
    if not text.strip():
        return None
    plain = text.strip().lower().lstrip("±+/- ").replace(",", "")
    found = re.fullmatch(
        r"(\d+(?:\.\d+)?|\.\d+)(?:e(-?\d+))?\s*(%|points?|pp|percentage points?|votes?|seats?)?", plain
    )
    if not found:
        raise ValueError("write a number of 0 or more, in the unit of the claim, or leave it empty")
    value = float(found[1]) * 10 ** int(found[2] or 0)
    if unit not in SHARES:
        return value
    marked = bool(found[3])
    if marked or (in_percent and (value == 0 or value >= figure.step * 100 / 20)):
        return value / 100
    return value


def bears_out(figure: Figure, computed: float) -> bool:
    """Whether a computed figure is what is claimed, by the rule of rounding or within the tolerance.

    >>> bears_out(read_figure("nearly 6,000", "votes"), 5799)
    True
    >>> bears_out(read_figure("17,000", "votes"), 17836)
    False
    """
    claimed, value = (-figure.value, -computed) if figure.value < 0 else (figure.value, computed)
    near, slack = claimed * CLOSE, figure.tolerance or 0.0
    half = max(figure.step / 2, 0.0)
    if figure.relation in ("=", "about") and figure.tolerance is not None:
        return abs(value - claimed) <= slack + _EPS
    return {
        "=": abs(value - claimed) <= half + _EPS,
        "about": abs(value - claimed) <= max(half, near) + _EPS,
        "nearly": claimed - max(near, slack) - _EPS <= value < claimed - _EPS,
        "just over": claimed + _EPS < value <= claimed + max(near, slack) + _EPS,
        ">": value > claimed - slack + _EPS,
        "<": value < claimed + slack - _EPS,
        ">=": value >= claimed - slack - _EPS,
        "<=": value <= claimed + slack + _EPS,
    }[figure.relation]


def is_cut_off(figure: Figure, computed: float) -> bool:
    """Whether the claim is the computed figure cut off, rather than rounded, at its last printed digit.

    >>> is_cut_off(read_figure("17,000", "votes"), 17836)
    True
    """
    if figure.relation != "=" or figure.tolerance is not None or not figure.step:
        return False
    steps = int(abs(computed) / figure.step + _EPS)
    same_sign = computed == 0 or (computed < 0) == (figure.value < 0)
    return (
        same_sign
        and steps > 0
        and abs(steps * figure.step - abs(figure.value)) < _EPS * max(1, abs(computed))
    )


def say(value: float, unit: str) -> str:
    """A figure as printed in its unit.

    >>> say(0.673, "share"), say(-7, "change"), say(-0.023, "points"), say(17836, "votes")
    ('67.3%', '−7', '−2.3 points', '17,836')
    """
    if unit == "share":
        return percent(value)
    if unit == "points":
        return f"{points(value)} points"
    if unit == "change":
        return change(value)
    return whole(value) if float(value).is_integer() else f"{value:,.1f}"
