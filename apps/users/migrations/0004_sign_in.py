import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0003_verified_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password", "密码"),
                            ("code", "短信验证码"),
                            ("qq", "QQ"),
                            ("registration", "注册"),
                            ("reset", "重置密码"),
                        ],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=80, verbose_name="设备")),
                ("signed_in_at", models.DateTimeField(auto_now_add=True, verbose_name="登录时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录",
                "verbose_name_plural": "登录",
                "ordering": ("-pk",),
            },
        ),
    ]
