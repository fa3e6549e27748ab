from django_redis import get_redis_connection

from oauth import store
from oauth.store import Pending

PENDING = Pending(browser="b", next_page="/info/")


def test_proven_mobile_does_not_prolong_a_binding():
    store.keep_binding("x", PENDING)
    get_redis_connection("codes").expire("oauth:binding:x", 100)

    store.note_mobile("x", PENDING, "13900000001")

    assert store.pending_binding("x") == Pending(browser="b", next_page="/info/", mobile="13900000001")
    assert 0 < get_redis_connection("codes").ttl("oauth:binding:x") <= 100


def test_proven_mobile_does_not_revive_a_binding_that_was_used():
    store.keep_binding("x", PENDING)
    assert store.take_binding("x")

    store.note_mobile("x", PENDING, "13900000001")

    assert (store.pending_binding("x"), store.take_binding("x")) == (None, False)


def test_states_and_bindings_last_ten_minutes():
    store.keep_journey("s", store.Journey(browser="b", next_page=""))
    store.keep_binding("x", PENDING)

    lifetimes = [get_redis_connection("codes").ttl(key) for key in ("oauth:state:s", "oauth:binding:x")]

    assert [590 < seconds <= 600 for seconds in lifetimes] == [True, True]
