"""Captchas and codes whose text the test knows."""

from verifications import services, store

ADDRESS = "203.0.113.9"


def drawn_captcha(text="K7PD", *, address=ADDRESS):
    """The id of a captcha that shows this text."""
    captcha_id = services.new_captcha_id()
    store.note_captcha(captcha_id, text, address=address)
    return captcha_id


def given_code(purpose, mobile, code="123456"):
    """Lets the mobile have this code, as if it had arrived by SMS."""
    store.forget_sending(mobile)
    receipt = store.accept_code(
        captcha_id=drawn_captcha(address=mobile),
        captcha="K7PD",
        purpose=purpose,
        mobile=mobile,
        code_hash=services._code_hash(purpose, mobile, code),
        address=mobile,
    )
    assert receipt.outcome == "accepted"
    return code
