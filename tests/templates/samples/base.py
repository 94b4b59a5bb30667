"""What a sample of a letter is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

APPLICANT = "鹤壁市淇水新材料有限公司"
CREDIT_CODE = "91410600MA40ABCD1X"
RATIFICATION = ("企业投资项目核准", "Ratification of an enterprise investment project")
RECORD_FILING = ("企业投资项目备案", "Record filing of an enterprise investment project")
REMEDIES = {
    "reconsideration_days": 60,
    "reconsideration_source": "《中华人民共和国行政复议法》第二十条",
    "suit_months": 6,
    "suit_source": "《中华人民共和国行政诉讼法》第四十六条",
}
OF_GRANT = {"grant_number": "鹤发改许准〔2025〕7号", "granted_on": "2025-04-10"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One kind of letter: its own facts as acts hand them over, and what the tests expect.

    `seal` and `remedies` are written here by hand from the law, never read from the form;
    `optional` names the own facts that may be left out.
    """

    series: str
    facts: dict[str, Any]
    seal: Literal["special", "own", "none"]
    remedies: bool = False
    optional: frozenset[str] = field(default_factory=frozenset)
    matter: tuple[str, str] = RATIFICATION
