from datetime import UTC, datetime

from django.db import migrations


def beat_for_the_first_time(apps, schema_editor):
    apps.get_model("replica", "Heartbeat").objects.using(schema_editor.connection.alias).create(
        id=1, beat_at=datetime(2000, 1, 1, tzinfo=UTC)
    )


class Migration(migrations.Migration):
    """The row that is written ever after."""

    dependencies = [("replica", "0001_heartbeat")]

    operations = [migrations.RunPython(beat_for_the_first_time, migrations.RunPython.noop)]
