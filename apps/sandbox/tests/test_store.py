from datetime import UTC, datetime

from sandbox import store


def text(code, **changed):
    return store.Message(**{"kind": "sms", "to": "13900000001", "text": f"验证码 {code}", "code": code} | changed)


def test_inbox_returns_what_was_put_in_newest_first():
    first = text("111111", sent_at=datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC))
    second = store.Message(kind="mail", to="a@example.com", text="t", subject="s", html="<p>h</p>")

    store.add_message(first)
    store.add_message(second)

    assert store.messages() == [second, first]


def test_inbox_keeps_the_newest_200():
    for number in range(store.CAPACITY + 3):
        store.add_message(text(str(number)))

    codes = [message.code for message in store.messages()]
    assert (len(codes), codes[0], codes[-1]) == (200, "202", "3")


def test_emptied_inbox_is_empty():
    store.add_message(text("111111"))

    store.empty_inbox()

    assert store.messages() == []


def test_tries_are_counted_per_mobile():
    assert [store.count_try("13900000001"), store.count_try("13900000001"), store.count_try("13900000002")] == [1, 2, 1]
