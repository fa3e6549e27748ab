"""How many reviews a product has, and how many stars they gave together."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("goods", "0013_freight_template_and_purchase_limit")]

    operations = [
        migrations.AddField(
            model_name="spu",
            name="review_count",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="评价数"),
        ),
        migrations.AddField(
            model_name="spu",
            name="star_sum",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="星级合计"),
        ),
        migrations.AddConstraint(
            model_name="spu",
            constraint=models.CheckConstraint(
                condition=Q(star_sum__gte=F("review_count"), star_sum__lte=F("review_count") * 5),
                name="goods_spu_one_to_five_stars",
            ),
        ),
    ]
