import io
import wave

import pytest
from django_redis import get_redis_connection
from PIL import Image

from celery_tasks.main import app as celery_app
from tests.racing import at_once, count_of
from verifications import services, store
from verifications.purposes import Purpose

from .factories import ADDRESS, drawn_captcha, given_code

MOBILE = "13900000001"


def ask(captcha_id=None, **changed):
    given = {"purpose": Purpose.REGISTER, "mobile": MOBILE, "captcha": "K7PD", "address": ADDRESS} | changed
    return services.send_code(captcha_id=captcha_id or drawn_captcha(), **given)


def waiting_messages():
    with celery_app.connection_for_read() as connection:
        return connection.default_channel.client.llen("sms")


def test_captcha_picture_is_a_png_and_its_text_is_kept_for_300_seconds():
    captcha_id = services.new_captcha_id()

    picture = Image.open(io.BytesIO(services.draw_captcha(captcha_id, address=ADDRESS)))

    assert (picture.format, picture.size) == ("PNG", (160, 60))
    assert 295 <= get_redis_connection("codes").ttl(f"captcha:{captcha_id}") <= 300


def test_captcha_recording_spells_the_text_of_the_picture():
    captcha_id = drawn_captcha("AB23")

    with wave.open(io.BytesIO(services.speak_captcha(captcha_id, address=ADDRESS))) as recording:
        seconds = recording.getnframes() / recording.getframerate()

    assert 1 < seconds < 60
    assert store.captcha_to_speak(captcha_id, "other", address=ADDRESS) == ("AB23", 0)


@pytest.mark.parametrize("captcha_id", ["", "made-up", "../../etc", "WyJhYmMiXQ.aBcDeF.forged"])
def test_captcha_id_that_is_not_ours_is_refused(captcha_id):
    with pytest.raises(services.CaptchaUnknown):
        services.draw_captcha(captcha_id, address=ADDRESS)


def test_captchas_are_limited_per_address():
    for _ in range(store.PICTURES.limit):
        drawn_captcha()

    with pytest.raises(services.TooManyRequests) as refusal:
        services.draw_captcha(services.new_captcha_id(), address=ADDRESS)

    assert 0 < refusal.value.wait_seconds <= 60


def test_code_is_handed_to_a_worker_and_the_next_may_be_asked_for_after_60_seconds():
    assert ask() == 60

    assert waiting_messages() == 1


def test_code_is_six_digits_and_kept_only_as_a_hash():
    ask()

    stored = get_redis_connection("codes").hgetall(f"sms:code:register:{MOBILE}")
    assert set(stored) == {b"hash", b"tries"}
    assert len(stored[b"hash"]) == 64


def test_code_and_send_flag_expire_by_themselves():
    ask()

    redis = get_redis_connection("codes")
    assert 295 <= redis.ttl(f"sms:code:register:{MOBILE}") <= 300
    assert 55 <= redis.ttl(f"sms:sent:{MOBILE}") <= 60
    assert all(redis.ttl(key) > 0 for key in redis.keys("*"))


def test_captcha_is_accepted_in_small_letters_and_with_spaces():
    assert ask(captcha=" k7pd ") == 60


@pytest.mark.parametrize("typed", ["", "XXXX", "K7P"])
def test_wrong_captcha_sends_nothing(typed):
    with pytest.raises(services.CaptchaWrong):
        ask(captcha=typed)

    assert waiting_messages() == 0


def test_captcha_is_used_up_by_a_wrong_try():
    captcha_id = drawn_captcha()
    with pytest.raises(services.CaptchaWrong):
        ask(captcha_id, captcha="XXXX")

    with pytest.raises(services.CaptchaWrong):
        ask(captcha_id)


def test_second_code_within_a_minute_is_refused_with_the_seconds_to_wait():
    ask()

    with pytest.raises(services.SentTooRecently) as refusal:
        ask()

    assert 55 <= refusal.value.wait_seconds <= 60


@pytest.mark.parametrize(
    ("cap", "refusal"),
    [
        ("SMS_DAILY_CAP_PER_MOBILE", services.TooManyRequests),
        ("SMS_DAILY_CAP_PER_ADDRESS", services.TooManyRequests),
        ("SMS_DAILY_CAP_TOTAL", services.SendingUnavailable),
    ],
)
def test_daily_caps_hold(settings, cap, refusal):
    setattr(settings, cap, 2)
    for _ in range(2):
        ask()
        store.forget_sending(MOBILE)

    with pytest.raises(refusal):
        ask()

    assert waiting_messages() == 2


def test_released_send_flag_lets_the_shopper_ask_again_at_once():
    ask()

    services.release_send_flag(mobile=MOBILE)

    assert ask() == 60


def test_right_code_is_taken_once():
    given_code(Purpose.LOGIN, MOBILE, "123456")

    services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="123456")

    with pytest.raises(services.CodeExpired):
        services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="123456")


def test_code_opens_only_its_own_purpose_and_mobile():
    given_code(Purpose.LOGIN, MOBILE, "123456")

    for purpose, mobile in [(Purpose.RESET, MOBILE), (Purpose.LOGIN, "13900000002")]:
        with pytest.raises(services.CodeExpired):
            services.use_code(address=ADDRESS, purpose=purpose, mobile=mobile, code="123456")


def test_fifth_wrong_try_ends_the_code():
    given_code(Purpose.LOGIN, MOBILE, "123456")
    for _ in range(4):
        with pytest.raises(services.CodeWrong):
            services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="000000")
    with pytest.raises(services.CodeExpired):
        services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="000000")

    with pytest.raises(services.CodeExpired):
        services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="123456")


def test_race_for_one_captcha_sends_one_code():
    captcha_id = drawn_captcha()

    results = at_once(lambda i: ask(captcha_id, mobile=f"1390000010{i}"), times=8)

    assert count_of(results, int) == 1
    assert count_of(results, services.CaptchaWrong) == 7


def test_race_for_one_code_has_one_winner():
    given_code(Purpose.LOGIN, MOBILE, "123456")

    results = at_once(
        lambda i: services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="123456"), times=8
    )

    assert results.count(None) == 1
    assert count_of(results, services.CodeExpired) == 7


def test_race_of_wrong_guesses_gets_no_more_than_five_tries():
    given_code(Purpose.LOGIN, MOBILE, "123456")

    results = at_once(
        lambda i: services.use_code(address=f"198.51.100.{i}", purpose=Purpose.LOGIN, mobile=MOBILE, code=f"00000{i}"),
        times=10,
    )

    assert count_of(results, services.CodeWrong) == 4
    assert count_of(results, services.CodeExpired) == 6


def test_eleventh_try_from_one_address_is_not_looked_at():
    given_code(Purpose.LOGIN, MOBILE, "123456")
    for i in range(10):
        with pytest.raises(services.CodeExpired):
            services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=f"139000002{i:02d}", code="000000")

    with pytest.raises(services.CodeTriedTooOften) as refusal:
        services.use_code(address=ADDRESS, purpose=Purpose.LOGIN, mobile=MOBILE, code="123456")

    assert 0 < refusal.value.wait_seconds <= 900


def test_refused_drawing_leaves_the_picture_on_screen_valid():
    captcha_id = drawn_captcha("AB23")
    for _ in range(store.PICTURES.limit):
        store.note_captcha(services.new_captcha_id(), "XXXX", address=ADDRESS)

    with pytest.raises(services.TooManyRequests):
        services.draw_captcha(captcha_id, address=ADDRESS)

    assert store.captcha_to_speak(captcha_id, "other", address=ADDRESS) == ("AB23", 0)
