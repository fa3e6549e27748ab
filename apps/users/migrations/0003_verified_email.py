from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0002_staff_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_set_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="填写邮箱的时间"),
        ),
        migrations.AddField(
            model_name="user",
            name="verified_email",
            field=models.CharField(editable=False, max_length=254, null=True, unique=True, verbose_name="已验证的邮箱"),
        ),
    ]
