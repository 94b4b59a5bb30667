"""What a token for programs may ask: each operation needs one scope, or is closed to tokens.

Denied by default: an operation whose tag stands in neither table is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from states.terms.identity import Scope

READING = frozenset({"GET", "HEAD"})
WRITES: Mapping[str, Scope] = {
    "cases": Scope.FILE,
    "documents": Scope.FILE,
    "drafts": Scope.FILE,
    "intake": Scope.ACT,
    "joint review": Scope.ACT,
    "decision": Scope.ACT,
    "acts": Scope.ACT,
    "bulk": Scope.ACT,
    "projects": Scope.ACT,
    "registers": Scope.KEEP,
    "meetings": Scope.KEEP,
    "liaison": Scope.KEEP,
    "tasks": Scope.KEEP,
    "indicators": Scope.KEEP,
    "bulletins": Scope.KEEP,
    "worklist": Scope.KEEP,
    "notices": Scope.KEEP,
    "outward": Scope.KEEP,
    "catalogue": Scope.ADMINISTER,
    "calendars": Scope.ADMINISTER,
    "accounts": Scope.ADMINISTER,
    "receivers": Scope.ADMINISTER,
    "guide": Scope.READ,
}
"""What a command of this tag needs; the guide only reckons."""
ONLY_READ = frozenset({"letters", "live", "due", "cards", "board", "ledger", "search", "evidence"})
"""Tags without commands."""
CLOSED = frozenset({"account", "session", "probes"})
"""A token neither makes tokens nor changes how its owner signs in; the probes ask for nobody."""
READS_OF_ADMINISTRATION = frozenset({"accounts"})


def needed(method: str, tags: Iterable[str]) -> Scope | None:
    """The scope that this operation needs; None where no token may ask it."""
    tag = next(iter(tags), "")
    if tag in READS_OF_ADMINISTRATION:
        return Scope.ADMINISTER
    if method in READING:
        return Scope.READ if tag in WRITES or tag in ONLY_READ else None
    return WRITES.get(tag)
