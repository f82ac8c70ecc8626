"""A browser for the tests: Debian's chromium, driven by selenium on the real clock, with no network."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Browser = Any  # selenium.webdriver.Chrome, which is imported only where one is started

PROBES = Path(__file__).parent / "browser"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
DRIVER = shutil.which("chromedriver")
WHY_NOT = " and ".join(
    ["chromium"] * (CHROMIUM is None)
    + ["chromedriver"] * (DRIVER is None)
    + ["selenium"] * (find_spec("selenium") is None)
)
needed = pytest.mark.skipif(bool(WHY_NOT), reason=f"no browser to test with: {WHY_NOT} missing")
axe_needed = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed in tests: needs npm")
SLACK = 1.5  # px that letters may be into one another
SAYS = 40  # letters that the name of a picture has at least: more than a title
LEAST = 6  # px that letters are tall at least: those in dots, which colour, legend and tooltip say too
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1400,1000", "--lang=en-GB",
)  # fmt: skip


def start() -> Browser:
    """A browser that can reach no host, and writes down what it asks for and what it is told."""
    os.environ["SE_OFFLINE"] = "true"  # selenium is given both programs; it is to look for neither
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(executable_path=str(DRIVER)))
    browser.set_script_timeout(180)
    return browser


def opened(
    browser: Browser,
    page: Path,
    *,
    width: int = 1000,
    height: int = 1000,
    dark: bool = False,
    media: str = "",
) -> list[list[str]]:
    """Open the page and wait for its charts; return the title and state of each."""
    shown(browser, page, width=width, height=height, dark=dark, media=media)
    return list(browser.execute_async_script(probe("live")))


def shown(
    browser: Browser,
    page: Path,
    *,
    width: int = 1000,
    height: int = 1000,
    dark: bool = False,
    media: str = "",
) -> None:
    """Open the page and wait for no chart of it."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(page.as_uri())


def probe(name: str) -> str:
    """A question to ask of a page, in the page's own language."""
    return (PROBES / f"{name}.js").read_text(encoding="utf-8")


def ask(browser: Browser, question: str, *of: object) -> Any:
    """The answer of a probe, by its name."""
    return browser.execute_script(probe(question), *of)


def told(browser: Browser) -> list[str]:
    """Warnings and errors on the console since last asked."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "INFO"]


def asked_for(browser: Browser) -> list[str]:
    """Every address the page has asked for since last asked."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


def remote(addresses: Iterable[str]) -> list[str]:
    """The addresses that are not on this disk or in the page itself.

    >>> remote(["file:///a.html", "data:text/csv,a", "https://example.org/"])
    ['https://example.org/']
    """
    here = ("file:", "data:", "blob:", "about:")
    return [address for address in addresses if not address.startswith(here)]


def point(browser: Browser, x: float, y: float) -> None:
    """Move the pointer to a place in the window, by way of another so that it is seen to move."""
    for dx in (-3, 0):
        move = {"type": "mouseMoved", "x": x + dx, "y": y}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", move)


def click(browser: Browser, x: float, y: float) -> None:
    """Press and let go at a place in the window."""
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def press(browser: Browser, key: str) -> None:
    """Press a key that writes nothing, such as Tab or Enter."""
    code = {"Tab": 9, "Enter": 13, "ArrowDown": 40, "Escape": 27}[key]
    text = {"text": "\r"} if key == "Enter" else {}
    for kind in ("keyDown", "keyUp"):
        event = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code} | text
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", event)
        text = {}


class Visit(NamedTuple):
    """What was seen of a page at one width, by day or by night."""

    states: list[list[str]]  # title of each chart, and whether it is live
    marks: dict[str, int]  # how many marks of each chart are seen
    unnamed: list[str]  # figures without a caption or a picture, and pictures whose name says too little
    labels: list[dict[str, Any]]  # letters that overlap, stick out or are cut
    pale: list[list[Any]]  # letters that stand out too little: chart, letters, contrast
    faults: list[str]  # serious or critical, as axe has it; none where axe is not installed
    wide: tuple[int, int]  # of the page, and of the window
    told: list[str]
    remote: list[str]


def visit(browser: Browser, page: Path, width: int, *, dark: bool = False, contrast: bool = True) -> Visit:
    """Open a page and ask everything of it. ``contrast``: also whether its letters stand out."""
    told(browser), asked_for(browser)  # what an earlier page left
    states = opened(browser, page, width=width, height=2400, dark=dark)
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    labels = ask(browser, "labels", SLACK, LEAST)
    marks = {title: count for title, count, _ in ask(browser, "marks")}
    unnamed = ask(browser, "names", SAYS)
    pale = ask(browser, "contrast") if contrast else []
    said, asked = told(browser), remote(asked_for(browser))
    only = {"runOnly": ["color-contrast"]} if dark else {"rules": {"color-contrast": {"enabled": contrast}}}
    faults = checked(browser, only) if AXE.exists() else []
    return Visit(states, marks, unnamed, labels, pale, faults, tuple(wide), said, asked)


def checked(browser: Browser, options: dict[str, object]) -> list[str]:
    """What axe finds serious or critical on the open page: the rule, how often, and the first place."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    run = "const done = arguments[1]; axe.run(document, arguments[0]).then((r) => done(r.violations))"
    # it would ask for stylesheets once more, which a page on disk may not
    found = browser.execute_async_script(run, {"preload": False} | options)
    return [
        f"{v['id']} ({v['impact']}) in {len(v['nodes'])}: {v['nodes'][0]['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def printed(words: Iterable[str]) -> set[str]:
    """The figures and shares among the words, without signs and separators.

    >>> sorted(printed(["Con", "1,234", "−2.5%"]))
    ['1234', '2.5%']
    """
    found = (re.fullmatch(r"[+−-]?(\d[\d,]*(?:\.\d+)?)(%?)", word) for word in words)
    return {m[1].replace(",", "") + m[2] for m in found if m}


def written(values: Iterable[str]) -> set[str]:
    """What the values of a file may be printed as: as they are, or as percentages and points.

    >>> {"1234", "2.5%", "2.5"} <= written(["1234", "-0.025"]), "7" in written(["1234"])
    (True, False)
    """
    numbers = [abs(float(value)) for value in values if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value)]
    scaled = {f"{number * by:.{places}f}" for number in numbers for by in (1, 100) for places in (0, 1, 2)}
    return scaled | {f"{number}%" for number in scaled}
