"""A person asks for a copy of their data; a task makes it, and it is fetched by a signed link."""

import logging
import zlib
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from celery_tasks.accounts import tasks
from users.models import User
from users.services.signing_in import AccountInactive
from utils.tokens import TokenExpired, TokenRefused, Tokens

from .. import letters
from ..models import DataExport
from . import collecting

logger = logging.getLogger(__name__)

EXPORTS_A_DAY = 3
KEPT_FOR = timedelta(days=7)
_PATIENCE = timedelta(minutes=1)  # the task of an export that waits longer was lost, or the broker never took it
_GIVEN_UP_AFTER = timedelta(days=1)
_AT_A_TIME = 20
_LINKS = Tokens(salt="accounts.data-export", seconds=24 * 3600)


class ExportRejected(Exception):
    """No copy was asked for."""


class ExportWaiting(ExportRejected):
    """The last copy that this person asked for is not ready yet."""


class TooManyExports(ExportRejected):
    """This person asked for as many copies as there are in 24 hours."""


class ExportNotFound(Exception):
    """The link is not ours, is somebody else's, or names a copy that never became ready."""


class ExportExpired(Exception):
    """The link is older than a day, or the copy older than a week."""


def request_export(*, user: User) -> DataExport:
    """Notes that this person wants a copy; after the commit a task makes it. When the broker is away the row waits
    for `fill_waiting_exports`. Requests of one person go one after the other.

    Raises ExportWaiting, TooManyExports, or AccountInactive (users) for somebody who was erased in this moment.
    """
    with transaction.atomic():
        if not User.objects.select_for_update().get(pk=user.pk).is_active:
            raise AccountInactive
        theirs = DataExport.objects.of(user)
        if theirs.waiting().exists():
            raise ExportWaiting
        if theirs.requested_since(timezone.now() - timedelta(days=1)).count() >= EXPORTS_A_DAY:
            raise TooManyExports
        language = translation.get_language() or settings.LANGUAGE_CODE
        export = DataExport.objects.create(user=user, language=language, expires_at=timezone.now() + KEPT_FOR)
        transaction.on_commit(partial(_hand_over, export.pk))
    return export


def fill_export(*, export_id: int) -> bool:
    """Makes the copy and tells its owner by mail. False when there is nothing to do: of two at once, one tells.

    A copy of more than DATA_EXPORT_MAX_BYTES is not kept: the export has failed, and the log says so.
    """
    waiting = DataExport.objects.waiting().filter(pk=export_id)
    export = waiting.without_content().select_related("user").first()
    if export is None:
        return False
    with translation.override(export.language):
        text = collecting.as_text(export.user)
        if len(text) > settings.DATA_EXPORT_MAX_BYTES:
            logger.error("the data of user %d is too large to be exported: %d bytes", export.user_id, len(text))
            return bool(waiting.update(status=DataExport.Status.FAILED))
        is_ours = bool(waiting.update(**_made(text)))
        if is_ours:
            letters.tell_export_is_ready(user=export.user, until=export.expires_at)
    return is_ours


def fill_waiting_exports() -> int:
    """Makes the copies whose task was lost or never queued. One that fails does not keep the others waiting; one that
    failed for a day is given up. Returns how many were made."""
    now = timezone.now()
    waiting = DataExport.objects.waiting()
    waiting.filter(requested_at__lte=now - _GIVEN_UP_AFTER).update(status=DataExport.Status.FAILED)
    late = waiting.filter(requested_at__lte=now - _PATIENCE).order_by("pk").values_list("pk", flat=True)[:_AT_A_TIME]
    return sum(_fill_or_log(export_id) for export_id in list(late))


def delete_expired_exports() -> int:
    """Deletes the copies whose week is over. Returns how many there were."""
    return DataExport.objects.expired().delete()[0]


def link_token(export: DataExport) -> str:
    """What a link to the copy carries for the next 24 hours. It opens for its owner alone, signed in."""
    return _LINKS.make({"export": export.pk, "user": export.user_id})


def open_export(*, user: User, token: str) -> tuple[DataExport, bytes]:
    """The copy that the link names, and its JSON text. Raises ExportNotFound or ExportExpired."""
    try:
        payload = _LINKS.read(token)
    except TokenExpired:
        raise ExportExpired from None
    except TokenRefused:
        raise ExportNotFound from None
    if payload["user"] != user.pk:
        raise ExportNotFound
    export = DataExport.objects.of(user).filter(pk=payload["export"]).first()
    if export is None or not export.is_downloadable:
        raise ExportExpired
    return export, zlib.decompress(export.content)


def _made(text: bytes) -> dict[str, Any]:
    return {
        "status": DataExport.Status.READY,
        "content": zlib.compress(text),
        "size": len(text),
        "ready_at": timezone.now(),
    }


def _hand_over(export_id: int) -> None:
    try:
        tasks.fill_export.delay(export_id=export_id)
    except OperationalError:
        logger.error("the broker took no export; it waits for the clock: %d", export_id)


def _fill_or_log(export_id: int) -> bool:
    try:
        return fill_export(export_id=export_id)
    except Exception:
        logger.exception("export %d could not be made", export_id)
        return False
