"""One drill: a part is stopped, visitors go on, the part comes back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.drills.parts import DrillMall
from tests.drills.walking import Answer, Step, Walk, ask
from tests.workers import wait_until

PROMPT = 2.0  # seconds in which each answer has to come
#: The same while the primary or FastDFS says nothing. A page waits that long once, for whoever is only slow must not be
#: taken for dead: the primary is asked twice for a second, when a page has taken one (meiduo_mall/primary/watching.py);
#: a tracker has FDFS_CONNECT_SECONDS.
PATIENT = 5.0
BACK = 10.0  # seconds after its return in which everything is as before


@dataclass
class Report:
    """What came of a drill."""

    part: str
    limit: float = PROMPT
    answers: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds_to_recover: float = 0.0

    def note(self, answer: Answer, *, has_to_work: bool) -> None:
        self.answers.append(answer)
        if answer.is_error or (has_to_work and not answer.is_fine):
            self.errors.append(f"{answer.tried}: {answer.status}")

    @property
    def refused(self) -> list[str]:
        """What said that it cannot be done now."""
        return sorted({answer.tried for answer in self.answers if answer.says_why})

    @property
    def slowest(self) -> float:
        return max(answer.seconds for answer in self.answers)


@dataclass(frozen=True)
class Drill:
    part: str
    stop: Callable[[], None]
    start: Callable[[], None]
    #: Whether the part does again what it is for; asked after its return.
    works: Callable[[], bool] = lambda: True
    #: Seconds before visitors are asked anything: whoever watches has to notice.
    pause: float = 0.0
    #: What visitors try on top of what they always try.
    also: Callable[[], dict[str, Step]] = dict
    #: Seconds in which each answer has to come.
    limit: float = PROMPT


def drills(mall: DrillMall, walk: Walk) -> list[Drill]:
    replica, primary = mall.pair.replica, mall.pair.primary
    files = {"works": lambda: walk.review().ok, "also": walk.pictures}
    found = []
    for name, part in (("Redis of the cache", mall.cache), ("Redis of sessions and carts", mall.sessions)):
        found += [Drill(name, part.kill, part.start), Drill(f"{name}, hangs", part.freeze, part.thaw)]
    found += [
        Drill("broker", mall.broker.kill, mall.broker.start, works=lambda: mail_arrives(mall, walk)),
        Drill("broker, hangs", mall.broker.freeze, mall.broker.thaw, works=lambda: mail_arrives(mall, walk)),
        Drill("replica", replica.kill, replica.start, works=walk.reads_replica),
        Drill("replica, hangs", replica.freeze, replica.thaw, works=walk.reads_replica),
        Drill("FastDFS", mall.stop_fastdfs, mall.start_fastdfs, **files),
        Drill("FastDFS, hangs", mall.freeze_fastdfs, mall.thaw_fastdfs, **files, limit=PATIENT),
        Drill("primary, hangs", primary.freeze, primary.thaw, works=walk.reads_replica, pause=3, limit=PATIENT),
        Drill("primary", primary.kill, primary.start, works=walk.reads_replica, pause=3),
    ]
    return found


def run(drill: Drill, walk: Walk, *, rounds: int = 1) -> Report:
    report = Report(drill.part, drill.limit)
    assert _everything_is_fine(walk), f"{drill.part} was not stopped yet"
    drill.stop()
    try:
        time.sleep(drill.pause)
        for _ in range(rounds):
            for name, step in walk.catalogue().items():
                report.note(ask(name, step), has_to_work=True)
            for name, step in (walk.own() | walk.mail() | drill.also()).items():
                report.note(ask(name, step), has_to_work=False)
    finally:
        drill.start()
        back = time.monotonic()
    wait_until(lambda: drill.works() and _everything_is_fine(walk), patience=60)
    report.seconds_to_recover = time.monotonic() - back
    return report


def _everything_is_fine(walk: Walk) -> bool:
    return all(ask(name, step).is_fine for name, step in (walk.catalogue() | walk.own()).items())


def mail_arrives(mall: DrillMall, walk: Walk) -> bool:
    """Saves an address and waits for the mail to it."""
    before = len(mall.post_office.subjects)
    if not all(ask(name, step).is_fine for name, step in walk.mail().items()):
        return False
    wait_until(lambda: len(mall.post_office.subjects) > before, patience=20)
    return True


def run_worker(pool: str, mall: DrillMall, walk: Walk, *, mails: int = 4) -> Report:
    """Kills a worker with -9 that has begun to send mails; another one is started, and sends all of them."""
    report = Report(f"worker ({pool}), kill -9")
    post_office, before = mall.post_office, len(mall.post_office.subjects)
    victim, begun = mall.start_worker(pool), mall.begun_mails
    post_office.gate.clear()
    for _ in range(mails):
        for name, step in walk.mail().items():
            report.note(ask(name, step), has_to_work=True)
    wait_until(lambda: mall.begun_mails == begun + mails, lambda: victim.text)
    victim.kill()
    post_office.gate.set()
    back = time.monotonic()
    mall.start_worker(pool)
    wait_until(lambda: len(post_office.subjects) >= before + mails, patience=60)
    report.seconds_to_recover = time.monotonic() - back
    return report
