"""Visitors go over QQ and come back; nothing that matters travels with them but a random state."""

import re
import secrets

from django.views.decorators.debug import sensitive_variables

from utils.refusals import WaitFirst

from .. import store
from ..qq import QQ
from ..store import Journey


class StateRejected(Exception):
    """The state was not made by us, for another browser or person, was used before, or is too old."""


class LeavingTooOften(WaitFirst):
    """Too many visitors of one address set out for QQ; `wait_seconds` until the next one may."""


def count_departure(*, address: str) -> None:
    """Counts setting out before anything is kept for it. Raises LeavingTooOften."""
    wait = store.count_departure(address)
    if wait:
        raise LeavingTooOften(wait)


def set_out(journey: Journey, *, redirect_uri: str) -> str:
    """The page of QQ to send the visitor to. The state in it opens one callback, of this browser."""
    state = secrets.token_urlsafe(24)
    store.keep_journey(state, journey)
    return QQ(redirect_uri=redirect_uri, state=state).get_qq_url()


def come_back(*, state: str, browser: str, user_id: int) -> Journey:
    """The journey that ends here; its state is used up, whoever shows it. Raises StateRejected."""
    journey = store.take_journey(state) if re.fullmatch(r"[\w-]{32}", state, re.ASCII) else None
    if journey is None or not secrets.compare_digest(journey.browser, browser):
        raise StateRejected
    if journey.user_id not in (0, user_id):
        raise StateRejected
    return journey


@sensitive_variables()
def ask_openid(*, code: str, redirect_uri: str) -> str:
    """Who the visitor is at QQ: two calls over the network. Raises QQUnavailable or QQRefused (oauth.qq)."""
    qq = QQ(redirect_uri=redirect_uri)
    return qq.get_open_id(qq.get_access_token(code))
