"""`python -m simulation`: what `greenlane simulate` starts; exit 1 where an invariant fell."""

from __future__ import annotations

import json
import logging
import time
from typing import Annotated, Any

import typer

from simulation.running import Failure, Tally, ground, run, shrunk

SHOWN_STEPS_MAX = 40


def simulate(
    seed: Annotated[int, typer.Option(help="The first seed; a run has one each.")] = 1,
    steps: Annotated[int, typer.Option(min=1, help="Steps of each run.")] = 120,
    runs: Annotated[int, typer.Option(min=1, help="How many seeds, one after the other.")] = 1,
    shrink: Annotated[bool, typer.Option(help="Leave out what a failure does not need.")] = False,
    only: Annotated[str, typer.Option(help="Just these steps, by number: 3,17,40.")] = "",
    database: Annotated[str | None, typer.Option(help="An empty PostgreSQL ledger.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Run the engine under injected faults and hold it against its invariants."""
    logging.disable(logging.CRITICAL)
    chosen = [int(number) for number in only.split(",")] if only else list(range(1, steps + 1))
    tally, failures = Tally(), []
    began_s = time.process_time()
    with ground(database) as where:
        for one in range(seed, seed + runs):
            failure = run(where, one, chosen, tally)
            if failure is None:
                continue
            if shrink:
                failure = _smaller(where, failure)
            failures.append(failure)
            if not as_json:
                typer.echo(_told(failure, steps))
    report = _report(tally, failures, runs, time.process_time() - began_s)
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else _summary(report))
    raise typer.Exit(1 if failures else 0)


def _smaller(where: Any, failure: Failure) -> Failure:
    """The failure with as few steps as still give the same kind of it."""
    kind = failure.kind

    def fails(tried: Any) -> bool:
        again = run(where, failure.seed, tried)
        return again is not None and again.kind == kind

    kept = shrunk(fails, [number for number in failure.steps if number <= failure.at])
    return run(where, failure.seed, kept) or failure


def _told(failure: Failure, steps: int) -> str:
    command = f"greenlane simulate --seed {failure.seed}"
    few = len(failure.steps) <= SHOWN_STEPS_MAX
    chosen = f"--only {','.join(map(str, failure.steps))}" if few else f"--steps {steps} --shrink"
    return (
        f"seed {failure.seed}, step {failure.at}: {failure.sentence}\n  again: {command} {chosen}"
    )


def _report(tally: Tally, failures: list[Failure], runs: int, cpu_s: float) -> dict[str, Any]:
    return {
        "runs": runs,
        "steps": tally.steps,
        "accepted": tally.accepted,
        "entries": tally.entries,
        "letters": tally.letters,
        "steps_per_cpu_second": round(tally.steps / cpu_s, 1),
        "failures": [
            {"seed": f.seed, "step": f.at, "steps": list(f.steps), "what": f.sentence}
            for f in failures
        ],
        "kinds": dict(tally.kinds.most_common()),
    }


def _summary(report: dict[str, Any]) -> str:
    return (
        f"{report['runs']} runs, {report['steps']} steps, {report['accepted']} acts accepted, "
        f"{report['entries']} entries, {report['letters']} letters, "
        f"{len(report['failures'])} failures, {report['steps_per_cpu_second']} steps per CPU second"
    )


if __name__ == "__main__":
    typer.run(simulate)
