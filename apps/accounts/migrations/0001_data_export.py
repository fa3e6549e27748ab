import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DataExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "排队中"), ("ready", "可以下载"), ("failed", "没有成功")],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="语言")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="申请时间")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("expires_at", models.DateTimeField(verbose_name="删除时间")),
                ("content", models.BinaryField(default=b"", verbose_name="内容")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="大小（字节）")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据副本",
                "verbose_name_plural": "数据副本",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["status", "requested_at"], name="data_export_queue"),
                    models.Index(fields=["expires_at"], name="data_export_expiry"),
                ],
            },
        ),
    ]
