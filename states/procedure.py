"""The strict base machine, and the table compiled once from a machine's class.

Machines are declared, checked and drawn with python-statemachine. Acts decide on the table:
it asks the same validators and conditions in the same order without building a machine, and
a differential test holds it to the library (tests/states/test_differential.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from statemachine import StateChart

from states.refusals import NotForeseen

Rule = Callable[..., Any]
"""A validator or a condition: a plain, uniquely named function of `case` and `cmd`.

`case` is the snapshot that the machine is of: a case, or a project in a channel.
"""


class Procedure(StateChart[Any]):
    """Strict machine: what is not foreseen is refused, what breaks is heard."""

    allow_event_without_transition = False
    catch_errors_as_events = False
    atomic_configuration_update = True
    enable_self_transition_entries = False


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: where an event leads, who objects and who picks the branch."""

    event: str
    target: str
    validators: tuple[Rule, ...]
    conditions: tuple[Rule, ...]


Table = Mapping[str, Mapping[str, tuple[Move, ...]]]


@cache
def table_of(machine: type[Procedure]) -> Table:
    """The machine's transitions by state value and event name, in order of declaration."""
    table: dict[str, dict[str, tuple[Move, ...]]] = {}
    for value, state in machine.states_map.items():
        moves = table.setdefault(str(value), {})
        for transition in state.transitions:
            for event in str(transition.event).split():
                move = Move(
                    event=event,
                    target=str(transition.target.value),
                    validators=tuple(spec.func for spec in transition.validators),
                    conditions=tuple(spec.func for spec in transition.cond),
                )
                moves[event] = (*moves.get(event, ()), move)
    return table


def allowed_events(machine: type[Procedure], state: str) -> tuple[str, ...]:
    """The events that the machine foresees in `state`, validators not yet asked.

    None where the state is another machine's: the case runs in another procedure.
    """
    return tuple(table_of(machine).get(state, ()))


def decide(machine: type[Procedure], state: str, event: str, case: object, cmd: object) -> str:
    """The state that `event` leads to, after every validator has been asked.

    Raises:
        NotForeseen: the machine has no such event in `state`, or no such state.
        Refusal: a validator forbids it.
    """
    return _target(machine, state, event, case, cmd, validate=True)


def follow(machine: type[Procedure], state: str, event: str, case: object, cmd: object) -> str:
    """The state that a recorded `event` led to; history is read, not judged again.

    Raises:
        NotForeseen: the record holds an event that the machine cannot have taken.
    """
    return _target(machine, state, event, case, cmd, validate=False)


def _target(
    machine: type[Procedure],
    state: str,
    event: str,
    case: object,
    cmd: object,
    *,
    validate: bool,
) -> str:
    for move in table_of(machine).get(state, {}).get(event, ()):
        if validate:
            for validator in move.validators:
                validator(case=case, cmd=cmd)
        if all(condition(case=case, cmd=cmd) for condition in move.conditions):
            return move.target
    raise NotForeseen(
        event=event,
        machine=machine.__name__,
        state=state,
        allowed=", ".join(allowed_events(machine, state)) or "-",
    )
