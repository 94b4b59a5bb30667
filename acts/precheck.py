"""Checks before sending: everything that would be told, with the article behind each point.

Nothing is written. What blocks is what `intake.receive` would refuse; what does not block is
what the window would have to ask for in its one correction notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from acts.forms import FilingForm
from acts.intake import examined
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from states.terms import Actor, MaterialRule, MatterRules, Regime

Article = tuple[str, str]
CREDIT: Article = (
    "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》",
    "GB 32100-2015, coding rule of the unified social credit code",
)
PROJECT_CODE: Article = (
    "《企业投资项目核准和备案管理条例》第四条",
    "Order 673 art. 4",
)
TRUTH: Article = ("《行政许可法》第三十一条", "Administrative Licensing Law art. 31")
ONCE: Article = (
    "《行政许可法》第三十二条第一款第（四）项",
    "Administrative Licensing Law art. 32(1)(4)",
)
RATIFIED: Article = (
    "《企业投资项目核准和备案管理条例》第六条",
    "Order 673 art. 6",
)
FILED: Article = (
    "《企业投资项目核准和备案管理条例》第十三条",
    "Order 673 art. 13",
)
OF_FIELD: Mapping[str, Article] = {
    "/applicant/credit_code": CREDIT,
    "/project/code": PROJECT_CODE,
    "/project/region": ("GB/T 2260《行政区划代码》", "GB/T 2260, region codes"),
    "/project/industry": (
        "GB/T 4754-2017《国民经济行业分类》",
        "GB/T 4754-2017, industrial classification",
    ),
    "/declaration": TRUTH,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One point: where, what, by which text, and whether the filing cannot be sent so."""

    problem: FieldProblem
    article: Article
    blocks: bool


def article_behind(pointer: str, regime: Regime) -> Article:
    """The text by which a field is asked for; empty where there is none."""
    if pointer in OF_FIELD:
        return OF_FIELD[pointer]
    if not pointer.startswith(("/project/", "/applicant/")):
        return ("", "")
    return FILED if regime is Regime.RECORD_FILING else RATIFIED


def precheck(office: Office, form: FilingForm, *, actor: Actor, today: date) -> list[Finding]:
    """What stands against this filing today; empty where it is complete and can be taken.

    Raises:
        NotYours, Refusal: the law forbids the filing as such.
    """
    catalog = office.catalog_on(today)
    rules = catalog.rules(form.matter, today)
    sources = {entry.id: entry.source for entry in catalog.matters[form.matter].materials}
    texts = {name: (zh, catalog.in_english(zh)) for name, zh in sources.items()}
    findings = list(_missing(rules, form, texts))
    try:
        examined(office, form, actor, today)
    except Invalid as error:
        findings = [
            Finding(found, article_behind(found.pointer, rules.regime), True)
            for found in error.problems
        ] + findings
    if not form.declaration and not any(f.problem.pointer == "/declaration" for f in findings):
        findings.append(Finding(UNDECLARED, TRUTH, False))
    return findings


UNDECLARED = FieldProblem(
    "/declaration",
    "尚未声明所提交的材料真实。",
    "It is not declared yet that the materials are true.",
)


def _missing(
    rules: MatterRules, form: FilingForm, texts: Mapping[str, Article]
) -> Iterator[Finding]:
    given = {material.id for material in form.materials}
    for rule in rules.materials:
        if rule.required and rule.provided_by == "applicant" and rule.id not in given:
            yield Finding(_lacking(rule), texts.get(rule.id, ONCE), False)


def _lacking(rule: MaterialRule) -> FieldProblem:
    return FieldProblem(
        f"/materials/{rule.id}",
        f"未提供“{rule.name}”；可以提交，但窗口将一次告知补正。",
        f"“{rule.name_en}” is missing; you may send without it, and will be asked for it.",
    )
