"""An English page is English: only names, texts of people and titles of sources are Chinese."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from catalog.code_lists import regions
from states.private_fields import masked_applicant
from tests.browser import coordinating
from tests.browser.looking import city_at_work, looks
from tests.pages.browsing import Reader
from tests.playing import Play

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TITLES = re.compile("《[^》]*》|（[^）]*）|\\([\u4e00-\u9fff]+\\)|、|20\\d\\d年[版本]")
NUMBERS = re.compile("[\u4e00-\u9fff]+〔20\\d\\d〕\\d+号|[\u4e00-\u9fff]+20[\\d-]+通知\\([^)]*\\)")
WRITTEN = (
    "另行报备",
    "缺大气章节",
    "补充",
    "不清",
    "写明",
    "李服务",
    "示例镁合金项目",
    "市政府常务会议",
    "宝山循环经济产业集聚区",
    "落地园区已定",
    "宝山园区平台",
    *coordinating.WRITTEN,
    "2026年第3次联审联批会议纪要",
    "热电 补正",
    "没有这个项目",
)
"""What the people of this city at work wrote."""
EMPTY = frozenset({"input", "br", "meta", "link", "img", "hr", "path", "wbr"})


class Texts(HTMLParser):
    """The texts of a page that are not marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember whether the element is marked as Chinese."""
        if tag not in EMPTY:
            self.open.append((tag, (dict(attrs).get("lang") or "").startswith("zh")))

    def handle_endtag(self, tag: str) -> None:
        """Forget the innermost element of this name."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what is Chinese and not marked so."""
        if CHINESE.search(data) and not any(marked for _, marked in self.open):
            self.found.append(" ".join(data.split()))


def names_and_texts(play: Play) -> list[str]:
    """What stays in the language of its source: names, what people typed, titles of texts."""
    catalog = play.house.city.catalog
    applicant = play.applicant().model_dump()
    typed = {*play.project().model_dump().values(), *applicant.values()}
    typed |= set(masked_applicant(applicant).values())
    sources = {rule.source for rules in catalog.matters.values() for rule in rules.materials}
    places = {region.name for region in regions().values()}
    known = {str(text) for text in (*typed, *sources, *places)}
    return sorted((text for text in (*known, *WRITTEN) if CHINESE.search(text)), key=len)[::-1]


def test_english_pages_are_english(play: Play) -> None:
    found: list[str] = []
    looked = looks(city_at_work(play))
    kept = names_and_texts(play)
    for look in looked:
        texts = Texts()
        texts.feed(Reader(play, look.by, "en").client.get(look.address).text)
        for text in texts.found:
            rest = text
            for name in kept:
                rest = rest.replace(name, "")
            rest = TITLES.sub("", NUMBERS.sub("", rest))
            found += [f"{look.name}: {text}"] if CHINESE.search(rest) else []

    assert found == []
