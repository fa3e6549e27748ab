import pytest

from sandbox.management.commands.run_mall import _announcement, _columns, _uses_embedded_redis


@pytest.mark.parametrize(
    ("locations", "broker", "embedded"),
    [
        (
            ["unix:///d/redis.sock?db=0", "unix:///d/redis.sock?db=1"],
            "redis+socket:///d/redis.sock?virtual_host=5",
            True,
        ),
        (["redis://elsewhere:6379/0", "unix:///d/redis.sock?db=1"], "redis://elsewhere:6379/5", True),
        (["redis://elsewhere:6379/0"], "redis+socket:///d/redis.sock?virtual_host=5", True),
        (["redis://elsewhere:6379/0", "redis://elsewhere:6379/1"], "redis://elsewhere:6379/5", False),
    ],
)
def test_embedded_redis_is_started_only_when_something_lives_in_it(settings, locations, broker, embedded):
    settings.EMBEDDED_REDIS_SOCKET = "/d/redis.sock"
    settings.CACHES = {str(number): {"LOCATION": location} for number, location in enumerate(locations)}
    settings.CELERY_BROKER_URL = broker

    assert _uses_embedded_redis() is embedded


def test_announcement_is_a_box_of_one_width_whatever_the_script():
    lines = _announcement(8123).strip().splitlines()

    assert {_columns(line) for line in lines} == {_columns(lines[0])}
    assert "│ 美多商城 is open:    http://127.0.0.1:8123/" in lines[1]
