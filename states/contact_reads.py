"""Readings of masked personal data: lines of the record that move nothing."""

from __future__ import annotations

from states.part import Part
from states.refusals import Refusal
from states.terms import CaseSnapshot, Entry, EntryKind


class ContactNotRead(Refusal):
    """The packet holds personal data: do read-contact first and say what for, then take it."""

    zh = "证据包含未遮蔽的个人信息；请先办理“查看联系方式”并写明用途，再下载。"


def _read(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case


CONTACT_READS = Part(name="contact_reads", folds={EntryKind.CONTACT_READ: _read})
