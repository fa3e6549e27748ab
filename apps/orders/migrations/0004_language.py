"""The language of a buyer, for letters that a clerk or the gateway brings about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_staff_of_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="language",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=10, verbose_name="语言"),
        ),
    ]
