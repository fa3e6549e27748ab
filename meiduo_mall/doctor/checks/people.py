"""People whom everybody knows: the demo's, with their public passwords."""

from collections.abc import Iterator

from django.contrib.auth.hashers import check_password

from meiduo_mall.doctor.findings import Finding, error, fine
from meiduo_mall.doctor.registry import Mall, check
from users.demo import ACCOUNTS
from users.models import User


@check("people.demo", needs="database.answers")
def demo(mall: Mall) -> Iterator[Finding]:
    if not mall.is_production:
        yield fine("Development may have the people of the demo.")
        return
    public = {account.username: account.password for account in ACCOUNTS}
    there = User.objects.using(mall.database).filter(username__in=public, is_active=True).order_by("pk")
    open_to_all = [user.username for user in there if check_password(public[user.username], user.password)]
    if open_to_all:
        what = f"These have the public password of the demo: {', '.join(open_to_all)}."
        why = "Anybody signs in as they: into the admin, if they are staff."
        yield error(what, why, "python manage.py changepassword NAME, or switch them off in the admin.")
    else:
        yield fine("Nobody has a public password.")
