"""Pages on paper: what a reader without a screen must find, where it is from, and no loose ends."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.browser.conftest import Site
from tests.browser.looking import city_at_work, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def printed(site: Site, by: str, address: str, lang: str = "zh") -> list[str]:
    """The pages of this address as Chromium prints them, as text."""
    page = signed_in(site, by, lang)
    page.goto(site.address + address)
    path = site.pictures / f"{by}-{re.sub(r'[^a-z0-9]+', '-', address)}-{lang}.pdf"
    page.pdf(path=path, prefer_css_page_size=True, tagged=True)
    page.context.close()
    told = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    )
    return told.stdout.rstrip("\f").split("\f")


def test_a_case_on_paper_says_where_it_is_from_and_who_holds_it(site: Site) -> None:
    case_id = city_at_work(site.play)["review"]
    pages = printed(site, "guanli", f"/cases/{case_id}")
    whole = "".join(pages)

    assert f"/cases/{case_id}" in pages[0]
    assert "鹤壁市 · 绿色通道" in pages[0]
    assert "打印日：2026年3月10日" in pages[0]
    assert "现在由谁办理" in pages[0]
    assert pages[0].replace(" ", "").rstrip().endswith(f"1/{len(pages)}")
    assert [name for name in ("部门意见", "时限", "文书", "申报材料") if name not in whole] == []
    assert "缺大气章节" in whole
    assert "征求意见函" in whole
    assert [word for word in ("退出", "检索", "为什么是这一天", "跳到正文") if word in whole] == []


def test_the_pages_of_a_case_on_paper_are_filled(site: Site) -> None:
    case_id = city_at_work(site.play)["review"]
    for address in (f"/cases/{case_id}", f"/cases/{case_id}/timeline"):
        pages = printed(site, "guanli", address)

        assert [len(re.sub(r"\s", "", text)) > 200 for text in pages[:-1]] == [True] * (
            len(pages) - 1
        ), address


def test_an_audit_on_paper_ends_with_the_hash_of_its_last_entry(site: Site) -> None:
    case_id = city_at_work(site.play)["review"]
    whole = "".join(printed(site, "ducha", f"/cases/{case_id}/audit"))
    newest = site.play.case(case_id).version

    assert re.search(r"最后一条的哈希：\s*[0-9a-f]{64}", whole)
    assert f"{newest} 条，逐条哈希相连" in whole
    assert "每一天由谁用去" in whole


def test_a_bulletin_on_paper_names_each_department_with_its_figures(site: Site) -> None:
    city_at_work(site.play)
    whole = "".join(printed(site, "guanli", "/bulletins/2025-Q4"))
    folded = ("鹤壁市发展和改革委员会", "鹤壁市自然资源和规划局", "图中数据")

    assert [name for name in folded if name not in whole] == []
    assert "上年同期（2024年" in whole
    assert re.search(r"内容摘要（SHA-256）\s*[0-9a-f]{64}", whole)
    assert "重新编制" not in whole


def test_an_english_page_prints_in_english(site: Site) -> None:
    case_id = city_at_work(site.play)["review"]
    first = printed(site, "guanli", f"/cases/{case_id}", "en")[0]

    assert "Printed Tue 10 March 2026" in first
    assert "打印日" not in first
