"""A reduction ends after it starts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0001_freight_and_reductions"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None), ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="pricing_reduction_ends_after_start",
                violation_error_message="结束时间要晚于开始时间",
            ),
        ),
    ]
