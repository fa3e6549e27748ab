"""The inbox: what left the mall, and ways to send something."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from celery_tasks.health.store import last_heartbeats
from utils.access import public

from . import services, store
from .forms import MailToSelfForm, SmsToSelfForm
from .special_mobiles import SPECIAL_MOBILES

KINDS = ("sms", "mail")


@public
@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    return _page(request, sms_form=SmsToSelfForm(), mail_form=MailToSelfForm())


@public
@require_POST
def send_sms(request: HttpRequest) -> HttpResponse:
    form = SmsToSelfForm(request.POST)
    if not form.is_valid():
        return _page(request, sms_form=form, mail_form=MailToSelfForm(), status=422)
    return _sent(request, lambda: services.send_test_sms(mobile=form.cleaned_data["mobile"]))


@public
@require_POST
def send_mail(request: HttpRequest) -> HttpResponse:
    form = MailToSelfForm(request.POST)
    if not form.is_valid():
        return _page(request, sms_form=SmsToSelfForm(), mail_form=form, status=422)
    return _sent(request, lambda: services.send_test_mail(address=form.cleaned_data["address"]))


@public
@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    store.empty_inbox()
    messages.success(request, _("收件箱已清空。"))
    return redirect("sandbox:inbox")


def _sent(request: HttpRequest, send: Callable[[], None]) -> HttpResponse:
    try:
        send()
    except services.BrokerAway:
        messages.error(request, _("消息队列没有应答，任务没有发出。"))
    else:
        messages.success(request, _("任务已交给队列。工作进程在运行的话，刷新后就能看到。"))
    return redirect("sandbox:inbox")


def _page(request: HttpRequest, *, sms_form: Form, mail_form: Form, status: int = 200) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    context = {
        "kind": kind,
        "letters": [message for message in store.messages() if kind in ("", message.kind)],
        "capacity": store.CAPACITY,
        "workers": last_heartbeats(),
        "special_mobiles": SPECIAL_MOBILES,
        "sms_form": sms_form,
        "mail_form": mail_form,
    }
    return render(request, "sandbox/inbox.html", context, status=status)
