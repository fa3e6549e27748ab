"""A database in small: rows with locks, transactions that see what was committed, in every order in which they can run.

A process is one transaction: steps one after the other. A step that writes locks its row first, and holds it until the
transaction ends; it sees the row as it was committed last (READ COMMITTED), or as its own transaction left it. Between
two steps anybody else may run. `explore` follows every such interleaving once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

Row = str
Values = Mapping[Row, Any]


class End(Enum):
    COMMIT = "commit"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class Step:
    """Needs the locks of these rows; given what it sees of the database and what the process remembers, says what is
    written and remembered, or how the transaction ends."""

    locks: tuple[Row, ...]
    run: Callable[[Values, Mapping[str, Any]], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    writes: tuple[tuple[Row, Any], ...] = ()
    remembers: tuple[tuple[str, Any], ...] = ()
    end: End | None = None


@dataclass(frozen=True)
class Process:
    """Where a transaction is, and what of it nobody else sees yet."""

    at: int = 0
    written: tuple[tuple[Row, Any], ...] = ()
    memory: tuple[tuple[str, Any], ...] = ()
    end: End | None = None


@dataclass(frozen=True)
class World:
    committed: tuple[tuple[Row, Any], ...]
    locks: tuple[tuple[Row, int], ...]
    processes: tuple[Process, ...]

    @property
    def is_over(self) -> bool:
        return all(process.end for process in self.processes)

    @property
    def rows(self) -> dict[Row, Any]:
        return dict(self.committed)


Program = Sequence[Step]


def explore(rows: Values, programs: Sequence[Program]) -> Iterator[World]:
    """Every state of the database and the processes that can be reached, each once."""
    first = World(tuple(sorted(rows.items())), (), tuple(Process() for _ in programs))
    seen, waiting = {first}, [first]
    while waiting:
        world = waiting.pop()
        yield world
        for number in range(len(programs)):
            after = _step(world, number, programs[number])
            if after and after not in seen:
                seen.add(after)
                waiting.append(after)


def is_stuck(world: World, programs: Sequence[Program]) -> bool:
    """Whether everybody waits for somebody else: a deadlock."""
    return not world.is_over and not any(_step(world, number, each) for number, each in enumerate(programs))


def _step(world: World, number: int, program: Program) -> World | None:
    """The world after the next step of this process; None when it has ended, or waits for a lock."""
    process = world.processes[number]
    if process.end:
        return None
    step, locks = program[process.at], dict(world.locks)
    if any(locks.get(row, number) != number for row in step.locks):
        return None
    outcome = step.run(world.rows | dict(process.written), dict(process.memory))
    locks |= dict.fromkeys(step.locks, number)
    after = Process(
        at=process.at + 1,
        written=_merged(process.written, outcome.writes),
        memory=_merged(process.memory, outcome.remembers),
        end=outcome.end or (End.COMMIT if process.at + 1 == len(program) else None),
    )
    return _ended(world, number, after, locks) if after.end else _with(world, number, after, locks)


def _ended(world: World, number: int, process: Process, locks: Mapping[Row, int]) -> World:
    committed = _merged(world.committed, process.written) if process.end is End.COMMIT else world.committed
    free = {row: owner for row, owner in locks.items() if owner != number}
    done = Process(at=process.at, end=process.end)  # what it remembered matters to nobody
    return _with(replace(world, committed=committed), number, done, free)


def _with(world: World, number: int, process: Process, locks: Mapping[Row, int]) -> World:
    processes = (*world.processes[:number], process, *world.processes[number + 1 :])
    return replace(world, processes=processes, locks=tuple(sorted(locks.items())))


def _merged(old: tuple[tuple[str, Any], ...], new: tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted({**dict(old), **dict(new)}.items()))
