"""After the decision: proof of service, and where a grant was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from templates.letter_facts.base import (
    Day,
    Flag,
    LetterFacts,
    Line,
    OptionalLine,
    OptionalProse,
)


class ServiceReturnFacts(LetterFacts):
    """送达回证: what was served on whom, how, on which day, and what proves it.

    Civil Procedure Law art. 87 to 95 by analogy (LAW B6.2): e-service needs consent, a letter
    left in place a witness or a recording, post the day on the return card.
    """

    document_title: Line
    document_number: Line
    addressee: Line
    method: Literal["in_person", "electronic", "post", "left_in_place", "public_notice"]
    served_on: Day
    source: Line
    servers: Annotated[tuple[Line, ...], Field(min_length=1)]
    recipient: OptionalLine
    refused: Flag
    witnesses: tuple[Line, ...]
    recording_sha256: OptionalLine
    consented_on: Day | None
    system: OptionalLine
    return_card: OptionalLine
    announced_on: Day | None
    why_public: OptionalProse

    @model_validator(mode="after")
    def _proven(self) -> Self:
        proofs = {
            "in_person": self.recipient,
            "electronic": self.consented_on and self.system,
            "post": self.return_card,
            "left_in_place": self.witnesses or self.recording_sha256,
            "public_notice": self.announced_on and self.why_public,
        }
        if not proofs[self.method]:
            raise ValueError(f"nothing proves service by {self.method}")
        if self.refused and self.method != "left_in_place":
            raise ValueError("what was refused is left in place")
        return self


class PublicationRecordFacts(LetterFacts):
    """行政许可信息公示记录: where the public reads the grant, and until when it had to."""

    decided_on: Day
    due_on: Day
    published_on: Day
    channel: Line
    address: Line
    withheld: OptionalProse
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "service_return": ServiceReturnFacts,
    "publication_record": PublicationRecordFacts,
}
