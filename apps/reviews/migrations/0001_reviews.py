"""Reviews and their pictures."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reviews.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("goods", "0014_stars_of_a_product"),
        ("orders", "0001_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stars", models.PositiveSmallIntegerField(verbose_name="星级")),
                (
                    "text",
                    models.TextField(
                        max_length=500,
                        validators=[django.core.validators.MinLengthValidator(5), reviews.models.validate_printable],
                        verbose_name="内容",
                    ),
                ),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名")),
                ("has_pictures", models.BooleanField(default=False, verbose_name="有图")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待审核"), ("shown", "已展示"), ("hidden", "未展示")],
                        default="pending",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "hide_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unrelated", "与商品无关"),
                            ("advertising", "含有广告"),
                            ("offensive", "含有不文明用语"),
                            ("private", "含有个人信息"),
                            ("unlawful", "违反法律法规"),
                        ],
                        max_length=12,
                        verbose_name="不展示的原因",
                    ),
                ),
                (
                    "reply",
                    models.TextField(
                        blank=True,
                        max_length=500,
                        validators=[reviews.models.validate_printable],
                        verbose_name="商家回复",
                    ),
                ),
                ("replied_at", models.DateTimeField(blank=True, null=True, verbose_name="回复时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="评价时间")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="orders.orderline",
                        verbose_name="订单商品",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回复人",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="goods.sku",
                        verbose_name="SKU",
                    ),
                ),
                (
                    "spu",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="goods.spu",
                        verbose_name="商品（SPU）",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价",
                "verbose_name_plural": "评价",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ReviewPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sizes_wanted_at", models.DateTimeField(db_index=True, editable=False, null=True)),
                ("sizes_token", models.CharField(default="", editable=False, max_length=16)),
                ("renditions", models.JSONField(default=list, editable=False, verbose_name="图片")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="reviews.review",
                        verbose_name="评价",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价图片",
                "verbose_name_plural": "评价图片",
                "ordering": ("pk",),
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["spu", "state", "stars", "-id"], name="reviews_by_stars"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["spu", "state", "has_pictures", "-id"], name="reviews_with_pictures"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["user", "-id"], name="reviews_of_user"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["state", "id"], name="reviews_queue"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="reviews_one_to_five_stars"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "hidden"), models.Q(("hide_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "hidden"), _negated=True), ("hide_reason", "")),
                    _connector="OR",
                ),
                name="reviews_reason_when_hidden",
            ),
        ),
    ]
