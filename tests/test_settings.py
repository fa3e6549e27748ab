"""What the settings promise about the environment."""

from django.core.cache import caches


def test_redis_is_this_test_process_own(settings):
    caches["codes"].set("left", "over")

    assert settings.CACHES["codes"]["LOCATION"].startswith(f"unix://{settings.DATA_DIR}/")


def test_redis_is_empty_before_each_test():
    assert caches["codes"].get("left") is None
