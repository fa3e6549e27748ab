"""A lost device is taken away in the list of users; the devices themselves, with their secrets, are shown to nobody."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin

from users.models import User

from .services import keeping

admin.site.unregister((StaticDevice, TOTPDevice))


@admin.action(description=_("重置所选用户的两步验证"), permissions=["superuser"])
def reset_devices(people: ModelAdmin, request: HttpRequest, chosen: QuerySet[User]) -> None:
    count = 0
    for person in chosen.filter(is_staff=True).order_by("pk"):
        try:
            count += keeping.reset(person=person, by=cast(User, request.user))
        except keeping.OwnDeviceUnproved:
            sentence = _t("要重置自己的两步验证，请先用它验证一次。")
            people.message_user(request, sentence, messages.WARNING)
    people.message_user(request, _t("重置了 %(count)d 个人的两步验证。") % {"count": count}, messages.SUCCESS)


_people = admin.site.get_model_admin(User)
_people.actions = (*(_people.actions or ()), reset_devices)
