"""Makes the tables of an empty database from the models and puts a small mall into it: `python -m tests.filling`.

For servers that a module starts for itself: all the migrations would take longer than its tests.
"""

import os


class _NoMigrations:
    """For MIGRATION_MODULES: no app has any."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def fill():
    from django.utils import timezone

    from addresses.tests.factories import AddressFactory
    from goods.tests.factories import SKUFactory
    from meiduo_mall.replica.models import Heartbeat
    from users.tests.factories import UserFactory

    Heartbeat.objects.create(id=1, beat_at=timezone.now())
    for name in ("alice", "bobby", "carol"):
        AddressFactory(user=UserFactory(username=name), receiver="主库")
    SKUFactory(pk=1, name="旧名", stock=50)


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
