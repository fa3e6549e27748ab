from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0006_reserved_usernames"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signin",
            name="signed_in_at",
            field=models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="登录时间"),
        ),
    ]
