"""Parts are really stopped, one after the other, while visitors go on; `python -m bench.drills` does it for longer.
test_replica.py stops the replica."""

import pytest

from tests.drills.drilling import BACK, drills, run, run_worker
from tests.drills.parts import DrillMall
from tests.drills.walking import Walk
from tests.servers import installed

pytestmark = [pytest.mark.slow, pytest.mark.once]
_SLOW = 2  # times what an answer may take, for machines that do something else as well
_NEEDS_SESSIONS = ["shopper account", "shopper cart", "shopper favourites", "shopper orders", "shopper puts into cart"]
_NEEDS_SESSIONS += ["shopper saves a mail address", "somebody signs in"]
_NEEDS_PRIMARY = ["guest puts into cart", "shopper cart", "shopper orders", "shopper puts into cart"]
_NEEDS_PRIMARY += ["shopper saves a mail address", "somebody signs in"]
#: What says that it cannot be done now; everything else goes on.
DOCUMENTED = {
    "Redis of the cache": [],
    "Redis of the cache, hangs": [],
    "Redis of sessions and carts": _NEEDS_SESSIONS,
    "Redis of sessions and carts, hangs": _NEEDS_SESSIONS,
    "broker": ["shopper saves a mail address"],
    "broker, hangs": ["shopper saves a mail address"],
    "FastDFS": ["shopper reviews with a picture"],
    "FastDFS, hangs": ["shopper reviews with a picture"],
    "primary, hangs": _NEEDS_PRIMARY,
    "primary": _NEEDS_PRIMARY,
}


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    if not (installed("mariadbd") and installed("mariadb-install-db")):
        pytest.skip("MariaDB is not installed (apt install mariadb-server)")
    with DrillMall(tmp_path_factory.mktemp("drills")) as running:
        yield running


@pytest.fixture(scope="module")
def walk(mall):
    return Walk(mall.web.url, mailers=20)


def test_mails_of_a_killed_worker_are_sent_by_the_next(mall, walk):
    report = run_worker("eventlet", mall, walk)

    assert (report.errors, len(set(mall.post_office.subjects))) == ([], 1)
    assert report.seconds_to_recover < 2 * BACK


@pytest.mark.parametrize("part", DOCUMENTED)
def test_mall_goes_on_without_a_part_and_is_whole_again_when_it_is_back(part, mall, walk):
    if mall.worker is None:
        mall.start_worker()
    drill = next(each for each in drills(mall, walk) if each.part == part)

    report = run(drill, walk)

    assert (report.errors, report.refused) == ([], DOCUMENTED[part])
    assert report.slowest < _SLOW * report.limit
    assert report.seconds_to_recover < BACK
