import json
import zlib
from datetime import timedelta

from django.utils import timezone

from accounts.models import AccountDeletion, DataExport


def given_export(user, *, status="ready", age=timedelta(0), **changed):
    """A copy that was asked for so long ago; a ready one can be fetched."""
    text = json.dumps({"username": user.username}).encode()
    made = {"content": zlib.compress(text), "size": len(text), "ready_at": timezone.now()} if status == "ready" else {}
    requested_at = timezone.now() - age
    moments = {"requested_at": requested_at, "expires_at": requested_at + timedelta(days=7)}
    return DataExport.objects.create(user=user, status=status, **moments | made | changed)


def given_deletion(user, *, due_in=timedelta(days=14)):
    return AccountDeletion.objects.create(user=user, due_at=timezone.now() + due_in)
