"""Makes the tables of an empty database from the models and puts a small mall into it: `python -m tests.filling`.

For servers that a module starts for itself: all the migrations would take longer than its tests.
"""

import os
from pathlib import Path


class _NoMigrations:
    """For MIGRATION_MODULES: no app has any."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def fill():
    """Three shoppers with an address each, the first with goods to review, 100 others, and 60 SKUs of one product in a
    menu of one line, which can be searched."""
    from django.conf import settings
    from django.utils import timezone

    from addresses.tests.factories import AddressFactory
    from goods.index.building import rebuild
    from goods.index.storage import IndexFolder
    from goods.models import Category
    from goods.tests.factories import SKUFactory, SPUFactory, make_menu
    from meiduo_mall.replica.models import Heartbeat
    from orders.tests.factories import OrderFactory
    from users.models import User
    from users.tests.factories import UserFactory

    Heartbeat.objects.create(id=1, beat_at=timezone.now())
    for name in ("alice", "bobby", "carol"):
        AddressFactory(user=UserFactory(username=name), receiver="主库")
    for number in range(100):
        UserFactory(username=f"mailer{number}")
    make_menu(groups=1, channels=1, seconds=1, thirds=1)
    spu = SPUFactory(category=Category.objects.get(level=3), name="手机")
    for number in range(1, 61):
        SKUFactory(pk=number, spu=spu, name="旧名", stock=5000, options={"编号": str(number)})
    for number in range(1, 9):
        OrderFactory(user=User.objects.get(username="alice"), status="to_review", lines=[{"sku_id": number}])
    rebuild(IndexFolder(Path(settings.CATALOGUE_INDEX_DIR)))


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meiduo_mall.settings.test")
    settings.MIGRATION_MODULES = _NoMigrations()
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill()


if __name__ == "__main__":
    main()
