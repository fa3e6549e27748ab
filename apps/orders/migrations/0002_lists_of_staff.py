"""Indexes that hold what staff filter orders by, in the order of their lists."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orders", "0001_orders"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="order", name="orders_by_status"),
        migrations.RemoveIndex(model_name="order", name="orders_by_day"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "placed_at", "pay_method", "total"], name="orders_by_status"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["placed_at", "status", "pay_method", "total"], name="orders_by_day"),
        ),
    ]
