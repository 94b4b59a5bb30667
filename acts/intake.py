"""Intake: from the form to acceptance, and 备案, where receipt of all information is all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from acts.authority import authorise, authorise_role
from acts.bars import require_not_barred
from acts.checks import checked_changes, checked_materials, checked_project
from acts.credit import require_clean_record
from acts.forms import (
    AcceptForm,
    ChangeNoticeForm,
    CorrectionForm,
    FilingForm,
    SupplementForm,
    TurnAwayForm,
)
from acts.office import Office
from acts.prerequisites import require_prerequisites
from acts.problems import FieldProblem, Invalid
from ledger.book import next_serial
from states.clocks import intake_started_on
from states.commands import Accept, Command, GiveReasons, NotifyCorrection
from states.filing import Filing, RecordFiling
from states.folding import items_of
from states.history import ACCEPTANCE_EVENTS
from states.procedure import decide
from states.terms import (
    AcceptanceMode,
    Actor,
    CaseSnapshot,
    Draft,
    EntryKind,
    MatterRules,
    Regime,
    Role,
)
from states.terms.channel import BindingPoint
from states.worktime import effective_receipt, legal_day

SHORT_BASIS = {
    EntryKind.FOUND_NOT_NEEDED: "行政许可法第三十二条第一款第（一）项",
    EntryKind.ACCEPTANCE_REFUSED: "行政许可法第三十二条第一款第（二）项",
}


def receive(
    office: Office,
    form: FilingForm,
    *,
    actor: Actor,
    now: datetime,
    within: Mapping[str, Any] | None = None,
    kept: Sequence[Mapping[str, Any]] = (),
) -> CaseSnapshot:
    """Take a filing in: one form, one case, one receipt.

    A 备案 with all its information is filed in this very instant, on a holiday too (Order 673
    art. 13); one that lacks some is guided by field problems and not recorded. Any other
    filing is received as it is, complete or not: completeness is the clerk's to judge, and
    the notice period runs from now (Administrative Licensing Law art. 32(4)). `within` is the
    green channel that the case runs in, `kept` the documents that its project has already.

    Raises:
        Invalid: codes, regions or materials that cannot be taken, all at once.
        NotYours: an enterprise files for another one.
    """
    rules, project, materials = examined(office, form, actor, legal_day(now))
    drafts = _receipt(office, rules, form, project, [*materials, *map(dict, kept)], now)
    if within:
        drafts[0] = replace(drafts[0], payload={**drafts[0].payload, "within": within})
    day = legal_day(now)
    case_id = f"{day.year}-{next_serial(office.session, 'case', day.year):04d}"
    return office.open_case(case_id, rules, drafts, actor, now)


def examined(
    office: Office, form: FilingForm, actor: Actor, today: date
) -> tuple[MatterRules, dict[str, Any], list[dict[str, Any]]]:
    """The rules, the project and the documents of a filing that can be taken on this day.

    Raises:
        Invalid, NotYours, Refusal: what :func:`receive` says.
    """
    authorise_role(actor, "file")
    rules = office.catalog_on(today).rules(form.matter, today)
    project = checked_project(office, form)
    if actor.role is Role.ENTERPRISE and actor.organisation != form.applicant.credit_code:
        raise Invalid(
            FieldProblem(
                "/applicant/credit_code",
                "只能以本企业的统一社会信用代码申报。",
                "File under your own enterprise's credit code.",
            )
        )
    authorise(actor, "file", form)
    require_not_barred(office, rules, form.applicant.credit_code, today)
    materials = checked_materials(office, rules, form.materials, actor, form.applicant.credit_code)
    if rules.regime is Regime.RECORD_FILING and not form.declaration:
        raise Invalid(
            FieldProblem(
                "/declaration",
                "备案须声明项目符合产业政策。",
                "A record filing needs the declaration of conformity with industrial policy.",
            )
        )
    return rules, project, materials


def _receipt(
    office: Office,
    rules: MatterRules,
    form: FilingForm,
    project: dict[str, Any],
    materials: list[dict[str, Any]],
    now: datetime,
) -> list[Draft]:
    catalog, calendar = office.catalog_on(legal_day(now)), office.city.calendar
    received_on = legal_day(now)
    if rules.regime is not Regime.RECORD_FILING:
        received_on = effective_receipt(now, rules.off_hours, calendar, rules.cutoff)
    payload = {
        "matter": rules.matter,
        "catalog": {"version": catalog.version, "sha256": catalog.sha256},
        "calendar": calendar.version,
        "project": project,
        "applicant": form.applicant.model_dump(mode="json"),
        "materials": materials,
        "channel": form.channel,
        "received_at": now.isoformat(),
    }
    drafts = [Draft(EntryKind.RECEIVED, received_on, payload)]
    if rules.regime is Regime.RECORD_FILING:
        filed = {"filed_at": now.isoformat(), "basis": rules.basis}
        drafts.append(Draft(EntryKind.FILED, received_on, filed))
    return drafts


def accept(
    office: Office,
    case_id: str,
    form: AcceptForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Accept the filing, normally, tolerantly (容缺受理) or on a commitment (告知承诺).

    A complete filing counts as accepted on the day its last part came in (art. 32(5)); a
    tolerant acceptance, and one on a commitment, counts from today.
    """
    _owed_in_order(form)
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = Accept(actor, today, form.mode, form.owed)
        require_prerequisites(office, case, BindingPoint.ACCEPTANCE)
        decide(_machine(case), case.filing_state, ACCEPTANCE_EVENTS[form.mode], case, cmd)
        if form.mode is AcceptanceMode.TOLERANT:
            require_clean_record(office, str(case.applicant["credit_code"]), today)
        promised = case.commitment.materials if case.commitment else ()
        owed = promised if form.mode is AcceptanceMode.COMMITMENT else form.owed
        complete_on = intake_started_on(case)
        whole = form.mode is AcceptanceMode.NORMAL and complete_on is not None
        accepted_on = complete_on if whole and complete_on else today
        return [Draft(EntryKind.ACCEPTED, accepted_on, {"mode": form.mode, "owed": owed})]

    return office.record(case_id, judge, act="accept", actor=actor, now=now, if_version=if_version)


def _owed_in_order(form: AcceptForm) -> None:
    """A tolerant acceptance names what may follow; a normal one leaves nothing owed."""
    if form.mode is AcceptanceMode.NORMAL and form.owed:
        zh = "正常受理不得列欠缺材料；材料可后补的，请选择容缺受理。"
        en = "A normal acceptance leaves nothing owed; accept tolerantly to let materials follow."
        raise Invalid(FieldProblem("/owed", zh, en))
    if form.mode is AcceptanceMode.TOLERANT and not form.owed:
        zh = "容缺受理须列明可后补的材料；材料齐全的，请选择正常受理。"
        en = "Name the materials that may follow; accept normally where none is missing."
        raise Invalid(FieldProblem("/owed", zh, en))


def notify_correction(
    office: Office,
    case_id: str,
    form: CorrectionForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Tell all missing or wrong items at once (art. 32(4)); a second time only new defects."""
    today = legal_day(now)
    rows = [item.model_dump() for item in form.items]

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = NotifyCorrection(actor, today, items_of(rows), form.new_defects)
        decide(_machine(case), case.filing_state, "notify_correction", case, cmd)
        payload = {"items": rows, "new_defects": form.new_defects}
        return [Draft(EntryKind.CORRECTION_NOTIFIED, today, payload)]

    return office.record(
        case_id, judge, act="notify_correction", actor=actor, now=now, if_version=if_version
    )


def supplement(
    office: Office,
    case_id: str,
    form: SupplementForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Hand in what the correction notice asked for, or what tolerant acceptance left owed."""

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        decide(_machine(case), case.filing_state, "supplement", case, Command(actor, today(case)))
        payload = {
            "materials": checked_materials(
                office, case.rules, form.materials, actor, str(case.applicant["credit_code"])
            ),
            "changes": checked_changes(form.changes),
        }
        if not payload["materials"] and not payload["changes"]:
            raise nothing_sent()
        return [Draft(EntryKind.SUPPLEMENTED, today(case), payload)]

    def today(case: CaseSnapshot) -> Any:
        return effective_receipt(now, case.rules.off_hours, case.calendar, case.rules.cutoff)

    return office.record(
        case_id, judge, act="supplement", actor=actor, now=now, if_version=if_version
    )


def nothing_sent() -> Invalid:
    """A supplement or correction without any document or change."""
    return Invalid(
        FieldProblem(
            "/materials",
            "请至少提交一份材料或修改一个字段。",
            "Hand in at least one document or change at least one field.",
        )
    )


def refuse_acceptance(
    office: Office,
    case_id: str,
    form: TurnAwayForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """不予受理: outside the organ's competence; says why and which organ is competent."""
    return _turn_away(
        office,
        case_id,
        form,
        ("refuse_acceptance", EntryKind.ACCEPTANCE_REFUSED),
        actor=actor,
        now=now,
        if_version=if_version,
    )


def find_not_needed(
    office: Office,
    case_id: str,
    form: TurnAwayForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """告知不受理: the matter needs no permit (art. 32(1)); told with a document."""
    return _turn_away(
        office,
        case_id,
        form,
        ("find_not_needed", EntryKind.FOUND_NOT_NEEDED),
        actor=actor,
        now=now,
        if_version=if_version,
    )


def _turn_away(
    office: Office,
    case_id: str,
    form: TurnAwayForm,
    how: tuple[str, EntryKind],
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None,
) -> CaseSnapshot:
    today, (event, kind) = legal_day(now), how

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = GiveReasons(actor, today, form.reasons)
        decide(_machine(case), case.filing_state, event, case, cmd)
        payload = {**form.model_dump(), "basis": SHORT_BASIS[kind]}
        return [Draft(kind, today, payload)]

    return office.record(case_id, judge, act=event, actor=actor, now=now, if_version=if_version)


def withdraw(
    office: Office,
    case_id: str,
    reasons: str,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """The applicant takes the filing back before the decision (LAW B9.16)."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = GiveReasons(actor, today, reasons)
        decide(_machine(case), case.filing_state, "withdraw", case, cmd)
        return [Draft(EntryKind.WITHDRAWN, today, {"reasons": reasons})]

    return office.record(
        case_id, judge, act="withdraw", actor=actor, now=now, if_version=if_version
    )


def notify_change(
    office: Office,
    case_id: str,
    form: ChangeNoticeForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """备案: tell the enterprise to correct or to apply elsewhere (Order 673 art. 15)."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = GiveReasons(actor, today, form.problem)
        decide(RecordFiling, case.filing_state, "notify_change", case, cmd)
        payload = {**form.model_dump(), "basis": "企业投资项目核准和备案管理条例第十五条"}
        return [Draft(EntryKind.CHANGE_NOTIFIED, today, payload)]

    return office.record(
        case_id, judge, act="notify_change", actor=actor, now=now, if_version=if_version
    )


def change_filing(
    office: Office,
    case_id: str,
    form: SupplementForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """备案: the enterprise tells a larger change (Order 673 art. 14)."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        decide(RecordFiling, case.filing_state, "change", case, Command(actor, today))
        changes = checked_changes(form.changes)
        if not changes:
            raise nothing_sent()
        return [Draft(EntryKind.CHANGED, today, {"changes": changes})]

    return office.record(case_id, judge, act="change", actor=actor, now=now, if_version=if_version)


def _machine(case: CaseSnapshot) -> type[Filing] | type[RecordFiling]:
    return RecordFiling if case.rules.regime is Regime.RECORD_FILING else Filing
