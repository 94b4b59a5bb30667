"""The wording of a channel's letters: admission and exit."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.channel import ChannelAdmissionFacts, ChannelExitFacts
from templates.sheets.base import Blocks, Form, Items, Speech, own_seal


def _admission(facts: ChannelAdmissionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("channel_admission.opening", on=say.day(facts.admitted_on), **named)
    yield from say.part("letter.basis", facts.basis)
    yield from say.part("channel_admission.criteria", facts.criteria)
    yield from say.part("channel_admission.stages", "")
    yield Items(facts.stages)
    if facts.promise_days is not None:
        days = say.duration(facts.promise_days, "working")
        yield say.paragraph(
            "channel_admission.promise", duration=days, source=facts.promise_source or ""
        )
    if facts.officer is not None:
        yield from say.part("channel_admission.officer", facts.officer)
    yield say.paragraph("channel_admission.meaning")


def _exit(facts: ChannelExitFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(f"channel_exit.{facts.ground}", on=say.day(facts.ended_on), **named)
    if facts.reasons is not None:
        yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield say.paragraph("channel_exit.meaning")


FORMS: Mapping[str, Form] = {
    "channel_admission": own_seal(_admission),
    "channel_exit": own_seal(_exit),
}
