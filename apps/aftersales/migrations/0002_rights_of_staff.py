"""Order clerks decide requests, analysts read them."""

from django.db import migrations

from utils.rights import give_rights

RIGHTS = {
    "order clerk": ["aftersales.change_aftersale", "aftersales.view_aftersale"],
    "analyst": ["aftersales.view_aftersale"],
}


class Migration(migrations.Migration):
    dependencies = [("aftersales", "0001_requests"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
