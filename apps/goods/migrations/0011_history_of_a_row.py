"""Who changed what: Django's log of the admin is found by its row and by its editor without being read whole."""

from django.db import migrations, models

_BY_ROW = "goods_log_row"
_BY_EDITOR = models.Index(fields=["user", "action_time"], name="goods_log_editor")


def add_indexes(apps, schema_editor):
    # MySQL indexes the beginning of a text only; the row comes first, or this would take the place of a foreign key's
    # index and could not be dropped again.
    length = "(20)" if schema_editor.connection.vendor == "mysql" else ""
    schema_editor.execute(f"CREATE INDEX {_BY_ROW} ON django_admin_log (object_id{length}, content_type_id)")
    schema_editor.add_index(apps.get_model("admin", "LogEntry"), _BY_EDITOR)


def drop_indexes(apps, schema_editor):
    schema_editor.remove_index(apps.get_model("admin", "LogEntry"), _BY_EDITOR)
    schema_editor.execute(
        f"DROP INDEX {_BY_ROW}{' ON django_admin_log' if schema_editor.connection.vendor == 'mysql' else ''}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0010_lists_in_the_order_of_an_index"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunPython(add_indexes, drop_indexes, atomic=False)]
