"""What may not be done with a meeting, its minutes and its resolutions."""

from __future__ import annotations

from states.refusals import Refusal


class MeetingOver(Refusal):
    """The minutes are issued, or the meeting was called off: nothing of it is altered."""

    zh = "会议纪要已印发或会议已取消，不得再改动。"


class MeetingAhead(Refusal):
    """The meeting is on {held_on}; that lies ahead."""

    zh = "会议定于{held_on}召开，尚未举行。"


class AttendanceMissing(Refusal):
    """Say who was present before the minutes are issued."""

    zh = "印发会议纪要前，应先登记参会情况。"


class NothingToDiscuss(Refusal):
    """A meeting without an agenda has no minutes."""

    zh = "没有议题的会议，不能印发会议纪要。"


class NothingIssued(Refusal):
    """No minutes are issued yet; there is nothing to correct."""

    zh = "会议纪要尚未印发，无从更正。"


class DueBeforeTheMeeting(Refusal):
    """What the meeting resolved cannot be due on {due_on}, before the meeting on {held_on}."""

    zh = "决定事项的期限（{due_on}）不得早于会议日（{held_on}）。"
    pointer = "/resolutions"
