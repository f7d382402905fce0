"""The page in a real browser: what a reader does, what the browser says of it, and what axe-core finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import served
from tests.corpus.browsing import ARGUMENTS, CHROMIUM, serving
from tests.corpus.served import DECISION, DOCUMENT

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists(CHROMIUM), reason=f"Debian's chromium is not here: {CHROMIUM}"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def base(served_corpus: Path) -> Iterator[str]:
    with serving(served_corpus) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """A page whose browser may say nothing and ask nobody but the server."""
    context = browser.new_context(base_url=base, locale="vi-VN", viewport={"width": 1366, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: request.url.startswith((base, "data:", "about:")) or said.append(request.url))
    yield page
    context.close()
    assert said == []


def test_search_facet_document_figure(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("xã đạt chuẩn nông thôn mới")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Bộ lọc").get_by_role("link", name="Báo cáo", exact=True).first.click()
    assert "doc_type=" in page.url
    page.get_by_role("link", name="Báo cáo 412/BC-UBND").click()
    figure = page.locator("article a.figure").first
    surface = figure.inner_text()
    figure.click()
    card = page.locator("#panel .card")
    assert card.locator("mark").inner_text() == surface
    assert "mark=" in page.url
    assert page.locator("article a.chosen").first.inner_text() == surface
    page.reload()  # the address says it all
    assert card.locator("mark").inner_text() == surface


def test_figure_is_marked_on_the_page_of_the_pdf(page: Any) -> None:
    page.goto(f"/documents/{served.pdf_id()}")
    page.locator("article a.figure").click()
    page.keyboard.press("o")
    box = page.locator(".sheet .box").bounding_box()
    sheet = page.locator(".sheet img").bounding_box()
    assert page.locator(".sheet img").evaluate("image => image.complete ? image.naturalWidth : 0") == 1000
    # 136 to 320 points of 612, and 128 to 144 of 842
    assert box["x"] - sheet["x"] == pytest.approx(134 / 612 * sheet["width"], abs=4)
    assert box["width"] == pytest.approx(184 / 612 * sheet["width"], abs=4)
    assert box["y"] - sheet["y"] == pytest.approx(128 / 842 * sheet["height"], abs=4)
    page.keyboard.press("o")
    page.locator(".sheet").wait_for(state="detached")


def test_keys_walk_through_the_marks(page: Any) -> None:
    page.goto(f"/documents/{DOCUMENT}")
    chosen = page.locator("article a.chosen")
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        page.wait_for_function(
            "seen => document.querySelector('article a.chosen')?.id !== seen", arg=(seen or [""])[-1]
        )
        seen.append(chosen.first.get_attribute("id"))
    assert seen[3] == seen[1] != seen[2]
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")


def test_card_where_the_pointer_is(page: Any) -> None:
    page.goto(f"/documents/{DOCUMENT}")
    page.locator("article a.citation").nth(1).hover()
    page.locator("#hover .card-row").wait_for()
    assert "286/KH-UBND" in page.locator("#hover").inner_text()


def test_legend_filters(page: Any) -> None:
    page.goto(f"/documents/{DOCUMENT}")
    key = page.locator(".legend").get_by_role("switch", name="ngày tháng")
    date = page.locator("article a.date:not(.figure)").first
    assert "underline" in date.evaluate("mark => getComputedStyle(mark).textDecorationLine")
    key.click()
    assert date.evaluate("mark => getComputedStyle(mark).textDecorationLine") == "none"
    assert "hide=date" in page.url
    page.reload()
    assert key.get_attribute("aria-checked") == "false"


def test_language_is_switched_and_stays(page: Any) -> None:
    page.goto(f"/documents/{DOCUMENT}")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Tables").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_table_is_filtered_and_downloaded(page: Any, tmp_path: Path) -> None:
    page.goto("/tables/citations")
    page.get_by_label("Cột").select_option("number_norm")
    page.get_by_role("textbox", name="Giá trị").fill("318/QĐ-TTg")
    page.get_by_role("button", name="Lọc").click()
    assert "number_norm=" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "c.csv")
    lines = (tmp_path / "c.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + page.locator("table.rows tbody tr").count()


def test_without_a_script(browser: Any, base: str) -> None:
    context = browser.new_context(base_url=base, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/documents/{served.pdf_id()}")
    page.locator("article a.figure").click()
    assert page.locator("#panel .card mark").inner_text().startswith("15 xa")
    page.locator("#panel .open-original").click()
    assert page.locator(".sheet .box").is_visible()
    page.locator(".legend a.date").click()
    assert "hide=date" in page.url.replace("%2C", ",").replace("name,", "")
    context.close()


def test_kept_page_stays_in_its_frame(page: Any, served_corpus: Path) -> None:
    page.goto(f"/documents/{served.hostile_id(served_corpus)}?tab=original")
    page.frame_locator("iframe").locator("#x").wait_for()
    assert page.title() != "taken"
    page.goto(f"/documents/{DECISION}?tab=original&mark=0-23")
    assert page.frame_locator("iframe").locator("body").inner_text()


def test_phone_shows_the_card_over_the_text(browser: Any, base: str) -> None:
    context = browser.new_context(base_url=base, locale="vi-VN", viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"/documents/{DOCUMENT}")
    page.locator("article a.figure").first.tap()
    card = page.locator("#panel > .card")
    card.wait_for()
    assert card.bounding_box()["y"] > 300
    card.locator(".close").click()
    card.wait_for(state="detached")
    for address in ("/", "/search?q=nông thôn", f"/documents/{DOCUMENT}", "/tables/citations", "/places/44"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    context.close()


def test_print_keeps_what_was_asked_all_columns_and_the_address(page: Any) -> None:
    page.emulate_media(media="print")
    page.goto("/search?q=nông thôn mới")
    shown = page.locator("body").inner_text()
    assert "nông thôn mới" in page.locator("h1").inner_text() and "/search?q=" in shown
    assert not page.locator("nav.facets").is_visible() and not page.locator(".drawer").is_visible()
    page.set_viewport_size({"width": 1046, "height": 700})  # A4 across, at 96 points an inch
    page.goto("/tables/citations")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing_serious(browser: Any, base: str, served_corpus: Path, scheme: Any, width: int) -> None:
    found = []
    context = browser.new_context(
        base_url=base, locale="vi-VN", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    pdf = served.pdf_id()
    wide = (
        "/", "/search?q=nông thôn mới&year=2022", "/search?q=zzzz", f"/documents/{DOCUMENT}?tab=cites",
        f"/documents/{pdf}?tab=original&mark=19-48", "/decisions/318/QĐ-TTg", "/places/44", "/tables/citations", "/api",
        "/findings",
    )  # fmt: skip
    narrow = (
        "/search?q=318/QD-TTg", f"/documents/{DOCUMENT}?mark=838-871", f"/documents/{DOCUMENT}?tab=figures",
        f"/documents/{served.hostile_id(served_corpus)}", "/issuers/UBND tỉnh Quảng Bình", "/not/there",
        "/findings?severity=error", "/tables/criteria",
    )  # fmt: skip
    for address in wide if scheme == "light" else narrow:
        page.goto(address)
        page.evaluate(AXE)
        result = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
        found += [
            (address, item["id"], item["nodes"][0]["html"][:200], item["nodes"][0].get("failureSummary"))
            for item in result["violations"]
            if item["impact"] in ("serious", "critical")
        ]
    context.close()
    assert found == []
