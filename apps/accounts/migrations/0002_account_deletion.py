import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_data_export"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountDeletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="语言")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="申请时间")),
                ("due_at", models.DateTimeField(verbose_name="到期时间")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="删除时间")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deletion",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "注销申请",
                "verbose_name_plural": "注销申请",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["erased_at", "due_at"], name="account_deletion_due")],
            },
        ),
    ]
