"""Pages in a real browser: interactive from disk without a network, readable without scripts, on a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from elexan import charts, tables
from elexan.report.export import assets, page

BROWSER = next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome", "chrome"])), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser installed: needs chromium on the path")

LIVE = 'data-state="live"'
# what a page says of itself once its charts are up
MEASURE = """<script>
addEventListener("load", () => setTimeout(() => {
  const said = document.createElement("output");
  said.textContent = "wide " + document.documentElement.scrollWidth + " of " + innerWidth;
  document.body.append(said);
}, 1500));
</script>"""


def dom(path: Path, *options: str, width: int = 1000, until: str = "</html>", times: int = 1) -> str:
    """The page as the browser has it after a few seconds, with every host name unreachable.

    The browser's clock runs ahead of a busy machine, so a page that does not yet say ``until`` so many times
    is given longer, four times in all; what it then says is returned.
    """
    html = ""
    for seconds in (6, 20, 60, 120):
        html = loaded(path, *options, width=width, seconds=seconds)
        if html.count(until) >= times:
            break
    return html


def loaded(path: Path, *options: str, width: int, seconds: int) -> str:
    """The page after so many seconds of the browser's own clock."""
    assert BROWSER is not None
    profile = path.parent / "profile"
    run = subprocess.run(
        [
            BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", f"--user-data-dir={profile}",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--virtual-time-budget={1000 * seconds}",
            f"--window-size={width},2400",
            *options, "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return run.stdout


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    turnouts = pd.DataFrame(
        {"area_name": ["Abbey", "A very long name of a ward" * 3], "turnout": [0.41, 0.3]}
    )
    shares = pd.DataFrame({"party": ["Con", "Lab"], "vote_share": [0.6, 0.4], "votes": [60, 40]})
    seats = pd.DataFrame({"organisation": "Norfolk", "party": ["Con", "Lab"], "seats": [58, 26]})
    drawn = [charts.turnout_bars(turnouts), charts.share_bars(shares), charts.composition(seats)]
    wide = pd.DataFrame({f"column {n}": [f"some words {n}"] for n in range(12)})
    body = "<h1>Page</h1>" + "".join(charts.figure(chart.to_dict()) for chart in drawn)
    body += tables.table(wide, caption="Wide") + MEASURE
    path = folder / "page.html"
    path.write_text(page(title="Page", body=body), encoding="utf-8")
    assets(folder)
    return path


def test_charts_become_interactive_from_disk(shown: Path) -> None:
    html = dom(shown, until=LIVE, times=3)
    assert html.count('data-state="live"') == 3
    assert html.count('class="live vega-embed') == 3
    assert "0 of 0" not in html and "NaN" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


def test_charts_are_there_without_scripts(shown: Path) -> None:
    still = shown.with_name("still.html")
    still.write_text(re.sub(r"<script defer[^>]*></script>", "", shown.read_text()))
    html = dom(still)
    assert "data-state" not in html
    assert html.count("<svg") == 3 and "Abbey" in html


@pytest.mark.parametrize("width", [500, 1000, 1600])
def test_no_page_is_wider_than_its_window(shown: Path, width: int) -> None:
    measured = re.search(r"wide (\d+) of (\d+)", dom(shown, width=width, until="<output>wide "))
    assert measured is not None
    assert int(measured.group(1)) <= int(measured.group(2))


def test_charts_follow_the_width_of_the_page(shown: Path) -> None:
    widths = []
    for width in (500, 1000):
        first = re.search(
            r'class="live vega-embed.*?<svg[^>]*?viewBox="0 0 (\d+)',
            dom(shown, width=width, until=LIVE, times=3),
            re.DOTALL,
        )
        assert first is not None
        widths.append(int(first.group(1)))
    narrow, wide = widths
    assert narrow < 480 and wide > 640


def test_a_page_prints(shown: Path, tmp_path: Path) -> None:
    dom(shown, f"--print-to-pdf={tmp_path / 'page.pdf'}")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000
