from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0004_sign_in"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": (("reveal_contact", "查看完整的手机号和邮箱"), ("lock_user", "锁定和解锁用户")),
                "verbose_name": "用户",
                "verbose_name_plural": "用户",
            },
        ),
    ]
