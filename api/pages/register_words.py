"""How the pages say registers: names, values and days in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acts.registers import Kept
from api.pages.visit import SignedVisit
from api.pages.words import Day
from api.register_views import field_name, said, status_name
from catalog.register_schema import RegisterEntry, RegisterField
from ledger.item_registers import RegisterLine

TONES = {"in": "done", "ahead": "soon", "lapsed": "late", "left": "paused"}


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A register as pages name it."""

    code: str
    name: str
    keepers: str
    count: int | None
    public: bool
    term: str
    source: str
    phrase: str
    certainty: str
    statuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of a form: how it is asked and what may be chosen."""

    id: str
    name: str
    label: str
    kind: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CellShown:
    """A value with its label; `href` leads to what it points to."""

    id: str
    label: str
    text: str
    href: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class LineShown:
    """An item of a list."""

    item: str
    title: str
    status: str
    standing: str
    tone: str
    from_on: Day | None
    until_on: Day | None
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """One line of an item's record."""

    number: int
    kind: str
    effective_on: Day
    recorded_at: str
    by: str
    organisation: str
    reason: str
    basis: str
    status: str
    until_on: Day | None
    changes: tuple[tuple[str, str], ...]
    hash: str


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """Registers in the words of one visit."""

    visit: SignedVisit

    def register(self, entry: RegisterEntry, count: int | None) -> RegisterShown:
        """A register with its keepers and the text that it comes from."""
        chinese = self.visit.lang == "zh"
        words = self.visit.words
        return RegisterShown(
            code=entry.code,
            name=entry.name if chinese else entry.name_en,
            keepers=("、" if chinese else ", ").join(map(words.short, entry.keepers)),
            count=count,
            public=entry.public,
            term=entry.term.value,
            source=entry.source if chinese else entry.source_en,
            phrase=entry.phrase,
            certainty=entry.certainty.value,
            statuses=tuple(
                (status.id, status.name if chinese else status.name_en) for status in entry.statuses
            ),
        )

    def columns(self, entry: RegisterEntry) -> tuple[str, ...]:
        """The names of the columns of a list: the fields after the naming one."""
        return tuple(field_name(field, self.visit.lang) for field in _short(entry))

    def line(self, kept: Kept, day: date) -> LineShown:
        """An item as it stands on a day."""
        found, last = kept.now, kept.now.last_spell
        standing = found.standing(day)
        day_of = self.visit.words.day
        return LineShown(
            item=kept.item,
            title=found.title,
            status=status_name(kept.entry, found.status, self.visit.lang),
            standing=standing,
            tone=TONES[standing],
            from_on=day_of(last.from_on) if last else None,
            until_on=day_of(last.until_on) if last and last.until_on else None,
            cells=tuple(
                self._cell(field, found.values.get(field.id, "")) for field in kept.entry.fields
            ),
        )

    def _cell(self, field: RegisterField, value: str) -> CellShown:
        text = said(self.visit.house.city.catalog, self.visit.lang, field, value)
        if field.kind == "day" and value:
            text = self.visit.words.exact(date.fromisoformat(value))
        links = {"project": f"/projects/{value}", "case": f"/cases/{value}"}
        href = links.get(field.kind, "") if value else ""
        name = field_name(field, self.visit.lang)
        return CellShown(field.id, name, text, href, field.kind == "number")

    def asked(self, entry: RegisterEntry) -> tuple[FieldShown, ...]:
        """The fields as a form asks for them."""
        return tuple(self._asked(field) for field in entry.fields)

    def _asked(self, field: RegisterField) -> FieldShown:
        chinese = self.visit.lang == "zh"
        options: tuple[tuple[str, str], ...] = ()
        if field.kind == "choice":
            options = tuple((c.id, c.name if chinese else c.name_en) for c in field.choices)
        elif field.kind == "organ":
            options = tuple(self.visit.words.departments())
        label = field_name(field, self.visit.lang)
        name = field.name if chinese else field.name_en
        return FieldShown(field.id, name, label, field.kind, field.required, options)

    def labels(self, entry: RegisterEntry) -> dict[str, str]:
        """What the fields of its forms are called, by the names of the inputs."""
        own = {f"values.{f.id}": field_name(f, self.visit.lang) for f in entry.fields}
        own |= {f.id: field_name(f, self.visit.lang) for f in entry.fields}
        t = self.visit.t
        days = ("from_on", "until_on", "effective_on", "reason", "basis", "status", "text")
        return own | {name: t(f"registers.{name}") for name in days}

    def moves(self, kept: Kept) -> tuple[tuple[str, str], ...]:
        """The statuses that may follow, those that end named as such."""
        found = []
        for name in kept.entry.rules.moves(kept.now.status):
            rule = kept.entry.status(name)
            told = status_name(kept.entry, name, self.visit.lang)
            ends = rule is not None and rule.ends
            found.append((name, self.visit.t("registers.ends", status=told) if ends else told))
        return tuple(found)

    def spells(self, kept: Kept) -> tuple[tuple[str, Day, Day | None], ...]:
        """The days of an item under each status."""
        day = self.visit.words.day
        return tuple(
            (
                status_name(kept.entry, spell.status, self.visit.lang),
                day(spell.from_on),
                day(spell.until_on) if spell.until_on else None,
            )
            for spell in kept.now.spells
        )

    def history(self, kept: Kept) -> list[HistoryShown]:
        """Every line of the record, the newest first."""
        return [self._history(kept.entry, line) for line in reversed(kept.lines)]

    def _history(self, entry: RegisterEntry, line: RegisterLine) -> HistoryShown:
        words, told = self.visit.words, line.payload
        values = told.get("values", {})
        fields = [field for field in entry.fields if field.id in values]
        until, status = told.get("until_on"), told.get("status")
        return HistoryShown(
            number=line.number,
            kind=line.kind,
            effective_on=words.day(line.effective_on),
            recorded_at=words.instant(line.recorded_at),
            by=line.actor,
            organisation=words.short(line.on_authority_of),
            reason=told.get("reason", ""),
            basis=told.get("basis", ""),
            status=status_name(entry, status, self.visit.lang) if status else "",
            until_on=words.day(date.fromisoformat(until)) if until else None,
            changes=tuple(
                (field_name(f, self.visit.lang), self._cell(f, values[f.id]).text or "—")
                for f in fields
                if line.kind == "changed" or values[f.id]
            ),
            hash=line.hash,
        )


def _short(entry: RegisterEntry) -> list[RegisterField]:
    """The columns of a list: prose stays on the item's own page."""
    return [field for field in entry.fields[1:] if field.kind != "long_text"]
