"""Order clerks see what people were told, and send it again; analysts read it."""

from django.db import migrations

from utils.rights import give_rights

RIGHTS = {
    "order clerk": ["notices.view_notice", "notices.resend_notice"],
    "analyst": ["notices.view_notice"],
}


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
