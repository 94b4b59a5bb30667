"""What a form lets one choose from: departments, materials, procedures, services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from acts.access import access_options
from acts.office import Office
from api.pages.views_case import FIELDS
from api.pages.words import Words
from ledger import keyed
from states.cards import appealable, appealed
from states.condition_rules import merged_list, standing_conditions
from states.duties import duties_of
from states.exchange import open_questions, unconfirmed
from states.extension_requests import open_request
from states.filing import materials_missing
from states.joint_review import live_seats
from states.terms import Actor, Answer, Card, CaseSnapshot, LetterRef, Role, Task
from states.urging import unconfirmed_urgings
from templates.i18n import Translate

OFFICIALS = (Role.HANDLER.value, Role.APPROVER.value)
METHODS = ("electronic", "in_person", "post", "left_in_place", "public_notice")
Options = list[tuple[str, str]]


def choices_for(words: Words, t: Translate, case: CaseSnapshot, today: date) -> dict[str, Any]:
    """The options of every field that offers some, for this case."""
    return {
        "about": _about(words, t, case),
        "owed": _owed(words, case),
        "departments": _departments(words, case),
        "addable": _addable(words, case),
        "seated": [(s.department, words.department(s.department)) for s in live_seats(case)],
        "committed": case.commitment is not None and case.commitment.state == "committed",
        "committable": [(r.id, words.named(r)) for r in case.rules.materials if r.commitment],
        "procedures": _procedures(words, t, case),
        "extension": _extension(words, t, case),
        **_asked_extension(words, case),
        "answers": [
            (a.value, t(f"answer.{a.value}"), t(f"answer_about.{a.value}")) for a in Answer
        ],
        "letters": _letters(t, case),
        "receivable": _named(t, unconfirmed(case)),
        "questions": [(str(one.number), one.text[:80]) for one in open_questions(case)],
        "appealable_cards": _cards(words, t, appealable(case)),
        "appealed_cards": _cards(words, t, appealed(case)),
        "holders": _holders(words, t, case),
        "urgings": [
            (str(u.number), f"{words.exact(u.urged_on)} · {words.short(u.department)}")
            for u in unconfirmed_urgings(case)
        ],
        "methods": [(method, t(f"service.{method}")) for method in METHODS],
        "conditions": "\n".join(condition.text for condition in merged_list(case)),
        "conditions_standing": [
            (c.id, f"{words.short(c.department)}：{c.text}") for c in standing_conditions(case)
        ],
        "today": today.isoformat(),
        "access_items": access_items(words, t, today),
    }


def colleagues(words: Words, t: Translate, office: Office, actor: Actor) -> Options:
    """The other officials of the actor's department, and the actor last."""
    rows = keyed.accounts_of(office.session, actor.organisation, OFFICIALS)
    users = words.catalog.users
    options = []
    for row in sorted(rows, key=lambda row: (row.username == actor.id, row.username)):
        user = users.get(row.username)
        name = user.name_en if user and not words.in_chinese else row.name
        options.append((row.username, f"{name} · {t(f'role.{row.role}')}"))
    return options


def _holders(words: Words, t: Translate, case: CaseSnapshot) -> Options:
    """Departments that owe something in the case, with what."""
    held: dict[str, list[str]] = {}
    for duty in duties_of(case):
        if duty.party in words.catalog.departments and duty.task is not Task.CONFIRM_URGING:
            held.setdefault(duty.party, []).append(t(f"task.{duty.task.value}"))
    joint = t("list.joint")
    return [(name, f"{words.department(name)} · {joint.join(held[name])}") for name in held]


def _cards(words: Words, t: Translate, cards: Iterable[Card]) -> Options:
    return [
        (
            str(card.number),
            " · ".join(
                (
                    t(f"light.{card.colour.value}"),
                    t(f"clock_name.{card.clock.value}"),
                    words.short(card.department),
                    words.exact(card.effective_on),
                )
            ),
        )
        for card in cards
    ]


def _letters(t: Translate, case: CaseSnapshot) -> Options:
    return _named(t, (letter for letter in case.letters if letter.void is None))


def _named(t: Translate, letters: Iterable[LetterRef]) -> Options:
    return [(one.id, f"{one.number} {t(f'{one.kind}.title')}") for one in letters]


def _about(words: Words, t: Translate, case: CaseSnapshot) -> Options:
    materials = [(rule.id, words.named(rule)) for rule in case.rules.materials]
    return materials + [(f"/{name}", t(f"about.{name}")) for name in FIELDS]


def _owed(words: Words, case: CaseSnapshot) -> Options:
    return [(r.id, words.named(r)) for r in materials_missing(case) if r.tolerant]


def _departments(words: Words, case: CaseSnapshot) -> Options:
    seats = case.rules.review.seats if case.rules.review else ()
    return [(seat.department, words.department(seat.department)) for seat in seats]


def _addable(words: Words, case: CaseSnapshot) -> Options:
    seated = {seat.department for seat in live_seats(case)}
    organs = (e for e in words.catalog.departments.values() if e.kind == "organ")
    return [(e.id, words.department(e.id)) for e in organs if e.id not in seated]


def _procedures(words: Words, t: Translate, case: CaseSnapshot) -> list[tuple[str, str, str]]:
    found = []
    for rule in case.rules.suspensions:
        cap = t("form.at_most", days=rule.max_days) if rule.max_days else t("matters.no_cap")
        found.append((rule.kind, words.named(rule), f"{cap} · {words.source(rule.source)}"))
    return found


def access_items(words: Words, t: Translate, today: date) -> Options:
    """Every item of every list in force, or that none of a list fits."""
    found = []
    for ref, listed, no in access_options(words.catalog.policies, today):
        name = listed.name if words.in_chinese else listed.name_en
        item = listed.items[no] if no else None
        told = (item.text if words.in_chinese else item.text_en) if item else t("access.no_item")
        found.append((ref, f"{name} {listed.edition} · {no or ''} {told}"))
    return found


def _asked_extension(words: Words, case: CaseSnapshot) -> dict[str, Any]:
    """The handler's request that waits, as the form of the extension shows it."""
    request = open_request(case)
    asked_on = words.exact(request.asked_on) if request else ""
    return {"extension_request": request, "extension_asked_on": asked_on}


def _extension(words: Words, t: Translate, case: CaseSnapshot) -> str:
    rule = case.rules.extension
    if rule is None:
        return ""
    rank = t(f"rank.{rule.approved_by.value}")
    return t("form.extension", days=rule.max_days, rank=rank, source=words.source(rule.source))
