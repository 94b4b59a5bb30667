"""Who may do what: every act by its name, with the lines that open it. The rest is denied.

A line opens an act to one role, where the person's organisation is tied to what the act is
about (LAW B10: separate duties). What the law asks of the person besides, such as the rank that
an extension needs or that a presider did not review, is asked by the machines' validators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from states.terms import Rank, Role


class Tie(StrEnum):
    """How the person's organisation is tied to what the act is about."""

    ANY = "any"
    """Not at all: the role is enough."""
    OWN = "own"
    """It is the enterprise that applies."""
    LEAD = "lead"
    """It leads the case, or admits to the channel."""
    SEAT = "seat"
    """It has a seat in the joint review of the case."""
    NOMINATOR = "nominator"
    """It nominated the project."""
    PARTY = "party"
    """It leads or sits in one of the project's cases."""
    JOINT = "joint"
    """The case is handled jointly (Administrative Licensing Law art. 26)."""
    RUNG_OF_LEAD = "rung of lead"
    """It leads the case, and the present step of coordination is not the government's."""
    RUNG_OF_GOVERNMENT = "rung of government"
    """The present step of coordination is the people's government's."""
    KEEPER = "keeper"
    """It keeps the register or the binding."""
    ORGANISER = "organiser"
    """It called the meeting."""
    UNIT = "unit"
    """It is responsible for the task or the problem."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the policy: a role, its tie, and the rank it has at least."""

    role: Role
    tie: Tie = Tie.ANY
    rank: Rank | None = None


def _officials(tie: Tie = Tie.ANY) -> tuple[Line, ...]:
    return (Line(Role.HANDLER, tie), Line(Role.APPROVER, tie))


_SUPERVISOR = (Line(Role.SUPERVISOR),)
_ADMINISTRATOR = (Line(Role.ADMINISTRATOR),)
_OVERSEERS = _SUPERVISOR + _ADMINISTRATOR
_WINDOW = (Line(Role.CLERK),)
_ENTERPRISE = (Line(Role.ENTERPRISE),)
_OWNER = (Line(Role.ENTERPRISE, Tie.OWN),)
_APPLICANT = _OWNER + _WINDOW
_HANDLER = (Line(Role.HANDLER, Tie.LEAD),)
_APPROVER = (Line(Role.APPROVER, Tie.LEAD),)
_LEAD = _HANDLER + _APPROVER
_SEAT = _officials(Tie.SEAT)
_GOVERNMENT = (Line(Role.APPROVER, rank=Rank.GOVERNMENT_HEAD),)
_SYSTEM = (Line(Role.SYSTEM),)
_STAFF = _WINDOW + _officials() + _OVERSEERS
_PROJECT = _APPLICANT + _LEAD + _officials(Tie.NOMINATOR)

POLICY: Mapping[str, tuple[Line, ...]] = {
    # A case, to be read.
    "take_packet": _APPLICANT + _LEAD,
    "see_case": _APPLICANT + _LEAD + _SEAT + _GOVERNMENT + _OVERSEERS + _SYSTEM,
    "advance_case": _OVERSEERS,
    "see_private_fields": _OWNER + _SYSTEM,
    "read_contact": _WINDOW + _LEAD,
    "replay_history": (Line(Role.HANDLER),),
    # Filing and acceptance.
    "file": _APPLICANT,
    "draft": _ENTERPRISE + _WINDOW,
    "accept": _WINDOW,
    "notify_correction": _WINDOW,
    "supplement": _APPLICANT,
    "refuse_acceptance": _WINDOW,
    "find_not_needed": _WINDOW,
    "withdraw": _APPLICANT,
    "notify_change": _LEAD,
    "change": _APPLICANT,
    "state_filing": _APPLICANT,
    "remind_statement": _LEAD,
    "remove_filing": _APPROVER,
    "decline_filing": _APPROVER,
    "request_materials": _HANDLER,
    # Joint review.
    "open_review": _HANDLER,
    "give_opinion": _SEAT,
    "recall": _SEAT,
    "reassign": _SEAT,
    "add_seat": _HANDLER,
    "release_seat": _HANDLER,
    "correct": _APPLICANT,
    "reopen": _HANDLER,
    "answer_consultation": _SEAT,
    "ask_handover": _SEAT,
    "answer_handover": _LEAD,
    "request_check": _SEAT,
    "answer_check_request": _LEAD,
    "name_deputy": (*_APPROVER, Line(Role.APPROVER, Tie.SEAT)),
    "open_coordination": _LEAD,
    "escalate_coordination": _LEAD,
    "close_coordination": (
        *_officials(Tie.RUNG_OF_LEAD),
        Line(Role.APPROVER, Tie.RUNG_OF_GOVERNMENT, Rank.GOVERNMENT_HEAD),
    ),
    "specify_condition": _LEAD + _SEAT,
    "merge_conditions": _LEAD,
    "flag_contradiction": _LEAD,
    "resolve_contradiction": _LEAD,
    # Time.
    "suspend": _HANDLER,
    "resume": _HANDLER,
    "extend": (*_APPROVER, Line(Role.APPROVER, Tie.JOINT)),
    "ask_extension": _HANDLER,
    "decline_extension": (*_APPROVER, Line(Role.APPROVER, Tie.JOINT)),
    "prolong_special_procedure": _LEAD,
    "link_government_decision": _LEAD,
    "explain_delay": _LEAD,
    "urge": _SUPERVISOR,
    "confirm_urging": _LEAD + _SEAT,
    "appeal_card": _LEAD + _SEAT,
    "decide_card_appeal": _SUPERVISOR,
    # Checks and special procedures.
    "assign_inspectors": _LEAD,
    "record_site_check": _HANDLER,
    "commission_evaluation": _HANDLER,
    "record_expert_opinion": _HANDLER,
    "engage_intermediary": _LEAD,
    "check_access": _LEAD,
    "use_area_result": _LEAD + _WINDOW,
    "record_project_code": _LEAD + _WINDOW,
    "void_project_code": _LEAD + _WINDOW,
    "compare_estimate": _LEAD,
    "report_excess": _APPLICANT,
    "demand_feasibility": _APPROVER,
    "transmit": _LEAD,
    # Hearing.
    "tell_hearing_right": _HANDLER,
    "request_hearing": _APPLICANT + _HANDLER,
    "call_hearing": _LEAD,
    "announce_hearing": _LEAD,
    "recuse_presider": _LEAD,
    "give_up_hearing": _APPLICANT + _HANDLER,
    "hold_hearing": _LEAD,
    # Decision and what comes after it.
    "decide": _APPROVER,
    "deliver": _WINDOW + _HANDLER,
    "serve_letter": _WINDOW + _HANDLER,
    "void_letter": _APPROVER,
    "seal_letter": _APPROVER,
    "confirm_receipt": _OWNER,
    "publish": _LEAD,
    "revoke_grant": _APPROVER,
    "recall_grant": _APPROVER,
    "cancel_grant": _APPROVER,
    "record_penalty": _LEAD,
    "bar_applicant": _APPROVER,
    "begin_works": _APPLICANT,
    "report_works": _APPLICANT,
    "complete_works": _APPLICANT,
    "use_grant": _APPLICANT,
    "ask_delay": _APPLICANT,
    "ask_change": _APPLICANT,
    "ask_renewal": _APPLICANT,
    "ask_recheck": _APPLICANT,
    "answer_request": _APPROVER,
    "take_back_request": _APPLICANT,
    # Commitment.
    "offer_commitment": _WINDOW,
    "commit": _APPLICANT,
    "decline_commitment": _APPLICANT,
    "verify_commitment": _HANDLER,
    "order_rectification": _HANDLER,
    "find_breach": _APPROVER,
    "repair_credit": _APPROVER,
    # Service.
    "ask": _APPLICANT,
    "answer_question": _LEAD,
    "rate": _OWNER,
    "contact_rater": _LEAD,
    "mend_service": _LEAD,
    # Projects in a green channel.
    "see_project": _APPLICANT + _officials(Tie.PARTY) + _GOVERNMENT + _OVERSEERS + _SYSTEM,
    "advance_project": _OVERSEERS,
    "nominate": _APPLICANT + _officials(),
    "admit": _APPROVER,
    "decline": _APPROVER,
    "open_step": _APPLICANT,
    "change_facts": _PROJECT,
    "start_work": _PROJECT,
    "add_phase": _PROJECT,
    "check_project_access": _LEAD,
    "use_area_result_in_project": _LEAD + _WINDOW,
    "bind_officer": _LEAD,
    "order_project_rectification": _LEAD,
    "confirm_rectified": _LEAD,
    "remove_project": _LEAD,
    "withdraw_project": _APPLICANT,
    # Catalogue and calendars.
    "see_catalogue_drafts": _OVERSEERS,
    "hand_in_catalogue": _ADMINISTRATOR,
    "publish_catalogue": _ADMINISTRATOR,
    "rehearse_edition": _OVERSEERS,
    "move_case": _ADMINISTRATOR,
    "undo_move": _ADMINISTRATOR,
    "see_calendars": _ADMINISTRATOR,
    "publish_calendar": _ADMINISTRATOR + _SYSTEM,
    # Overseeing.
    "see_board": _OVERSEERS,
    "see_ledger": _STAFF,
    "see_ledger_changes": _OVERSEERS,
    "see_document_register": _STAFF,
    "see_cards": _officials() + _OVERSEERS,
    "see_every_card": _OVERSEERS,
    "draft_bulletin": _OVERSEERS + _SYSTEM,
    "publish_bulletin": _OVERSEERS + _GOVERNMENT,
    "see_tree_heads": _ENTERPRISE + _STAFF,
    "see_bulletins": _STAFF + _SYSTEM,
    "see_bulletin_drafts": _OVERSEERS + _GOVERNMENT + _SYSTEM,
    # Registers, tasks, meetings.
    "see_registers": _STAFF,
    "keep_register": _officials(Tie.KEEPER),
    "register_area_result": _officials() + _ADMINISTRATOR,
    "see_tasks": _STAFF,
    "keep_tasks": _OVERSEERS,
    "work_on_task": (Line(Role.CLERK, Tie.UNIT), *_officials(Tie.UNIT)),
    "see_indicators": _STAFF,
    "report_indicator": _OVERSEERS,
    "see_meetings": _STAFF,
    "call_meeting": _officials(),
    "keep_meeting": _officials(Tie.ORGANISER),
    "keep_liaison": _officials(Tie.KEEPER),
    "settle_liaison": _officials(Tie.UNIT),
    # The house itself.
    "keep_accounts": _ADMINISTRATOR,
    "see_security_record": _ADMINISTRATOR,
    "see_receivers": _ADMINISTRATOR + _SYSTEM,
    "keep_receivers": _ADMINISTRATOR,
    "replay_events": _ADMINISTRATOR + _SYSTEM,
    "read_events": _STAFF,
    # One's own desk.
    "read_papers": _ENTERPRISE,
    "see_worklist": _WINDOW + _officials(),
}
"""What no line opens is denied; an act without an entry cannot be asked for at all."""
