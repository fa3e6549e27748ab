"""A QQ account is bound to a person, and unbound. What one QQ account and one person may have, the database decides."""

import secrets
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from users import letters
from users.models import SignIn, User
from users.services import sign_ins
from users.services.proving import confirm_password
from users.services.registering import MobileTaken, count_registration
from users.services.signing_in import AccountInactive
from verifications.purposes import Purpose
from verifications.services import use_code

from .. import store, tokens
from ..models import QQAccount
from ..queries import person_with
from ..store import Pending

_NAME_TRIES = 5


class BindingRejected(Exception):
    """Nothing was bound or unbound."""


class BindingOver(BindingRejected):
    """The token was not made by us, is too old, was used before, or belongs to another browser."""


class QQTaken(BindingRejected):
    """This QQ account signs somebody else in."""


class HasAnotherQQ(BindingRejected):
    """Another QQ account signs this person in."""


class NothingBound(BindingRejected):
    """No QQ account signs this person in."""


class LastWayIn(BindingRejected):
    """The account has no password: without QQ its owner could not prove who they are."""


@dataclass(frozen=True, kw_only=True)
class Binding:
    """A QQ account on its way to a person, in the browser that it came from."""

    openid: str
    id: str
    pending: Pending

    @property
    def mobile(self) -> str:
        """The mobile number that the visitor proved; empty before that."""
        return self.pending.mobile


def begin_binding(*, openid: str, browser: str, next_page: str) -> str:
    """A signed token for the form. It binds once, within ten minutes, in this browser."""
    binding_id = secrets.token_urlsafe(16)
    store.keep_binding(binding_id, Pending(browser=browser, next_page=next_page))
    return tokens.signed(tokens.Claim(openid, binding_id))


def open_binding(token: str, *, browser: str) -> Binding:
    """The binding that the token stands for. Raises BindingOver."""
    claim = tokens.read(token)
    pending = store.pending_binding(claim.binding_id) if claim else None
    if claim is None or pending is None or not secrets.compare_digest(pending.browser, browser):
        raise BindingOver
    return Binding(openid=claim.openid, id=claim.binding_id, pending=pending)


def prove_mobile(binding: Binding, *, mobile: str, code: str, address: str) -> None:
    """Remembers with the binding that the visitor has this mobile. Raises CodeRejected (verifications)."""
    use_code(purpose=Purpose.BIND, mobile=mobile, code=code, address=address)
    store.note_mobile(binding.id, binding.pending, mobile)


def choose_another_mobile(binding: Binding) -> None:
    store.note_mobile(binding.id, binding.pending, "")


@sensitive_variables()
def bind_known_person(request: HttpRequest, *, binding: Binding, password: str) -> User:
    """Binds to the owner of the proven mobile, who also proves the password: a mobile number changes hands.

    Raises AccountInactive, WrongPassword or SignInLocked (users), BindingOver, QQTaken or HasAnotherQQ.
    """
    user = person_with(binding.mobile)
    if user is None:
        raise BindingOver
    if not user.is_active:
        raise AccountInactive
    confirm_password(request, user=user, password=password)
    _use_up(binding)
    bind(user=user, openid=binding.openid)
    return user


@sensitive_variables()
def bind_new_person(*, binding: Binding, password: str, address: str) -> User:
    """Makes a person of the proven mobile, with a user name that nobody has, and binds to them: both or neither.

    Raises RegisteringTooOften or MobileTaken (users), BindingOver or QQTaken.
    """
    count_registration(address=address)
    user = User(mobile=binding.mobile)
    user.set_password(password)  # slow by design, hence outside the transaction
    _use_up(binding)
    for _ in range(_NAME_TRIES):
        user.username = f"meiduo_{secrets.token_hex(5)}"
        try:
            with transaction.atomic():
                user.save(force_insert=True)
                QQAccount(user=user, openid=binding.openid).save(force_insert=True)
        except IntegrityError:
            user.pk = None
            _explain_new_person(binding)
        else:
            return user
    raise BindingOver


def bind(*, user: User, openid: str) -> None:
    """Lets this QQ account sign this person in, and tells them by mail: it is a new key to what is theirs. Doing it
    again changes nothing. Raises QQTaken, HasAnotherQQ, or AccountInactive (users) when they were locked or erased.
    """
    try:
        with transaction.atomic():
            if not User.objects.select_for_update().get(pk=user.pk).is_active:
                raise AccountInactive
            QQAccount(user=user, openid=openid).save(force_insert=True)
            transaction.on_commit(partial(_tell, user, gettext("您的账号刚刚绑定了一个 QQ，可以用它登录。")))
    except IntegrityError:
        there = QQAccount.objects.filter(openid=openid).first()
        if there is None:
            raise HasAnotherQQ from None
        if there.user_id != user.pk:
            raise QQTaken from None


@sensitive_variables()
def allow_binding(request: HttpRequest, *, user: User, password: str) -> None:
    """The signed-in person proves the password before a QQ account becomes a key to what they own.

    Raises HasAnotherQQ, LastWayIn without a password, WrongPassword or SignInLocked (users).
    """
    if QQAccount.objects.of(user).exists():
        raise HasAnotherQQ
    if not user.has_usable_password():
        raise LastWayIn
    confirm_password(request, user=user, password=password)


@sensitive_variables()
def unbind(request: HttpRequest, *, user: User, password: str) -> None:
    """QQ no longer signs this person in, and what it opened on other devices ends.

    Raises LastWayIn, NothingBound, WrongPassword or SignInLocked (users).
    """
    if not user.has_usable_password():
        raise LastWayIn
    confirm_password(request, user=user, password=password)
    account = QQAccount.objects.of(user).first()
    if account is None or not remove(account, but=sign_ins.present(request)):
        raise NothingBound


def remove(account: QQAccount, *, but: int = 0) -> bool:
    """Unbinds; after the commit all that QQ opened ends, except the sign-in `but`, and the owner is told by mail.

    False when it was unbound already. Who may do it is decided elsewhere.
    """
    with transaction.atomic():
        if not QQAccount.objects.filter(pk=account.pk).delete()[0]:
            return False
        transaction.on_commit(partial(_end_sign_ins_by_qq, account.user, but))
        transaction.on_commit(partial(_tell, account.user, gettext("您的账号刚刚解除了 QQ 绑定。")))
    return True


def _end_sign_ins_by_qq(user: User, but: int) -> None:
    opened_by_qq = SignIn.objects.of(user).open().filter(method=SignIn.Method.QQ).exclude(pk=but)
    for sign_in_id in opened_by_qq.values_list("pk", flat=True):
        sign_ins.end(user=user, sign_in_id=sign_in_id)


def _tell(user: User, sentence: str) -> None:
    letters.tell_of_change(user, sentence, to=user.verified_email)


def _use_up(binding: Binding) -> None:
    if not store.take_binding(binding.id):
        raise BindingOver


def _explain_new_person(binding: Binding) -> None:
    """Raises what stood in the way; returns when it was only the user name."""
    if QQAccount.objects.filter(openid=binding.openid).exists():
        raise QQTaken
    if person_with(binding.mobile):
        raise MobileTaken
