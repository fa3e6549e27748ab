"""Orders, their lines and their timeline."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("goods", "0013_freight_template_and_purchase_limit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="订单号")),
                ("token", models.CharField(editable=False, max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unpaid", "待支付"),
                            ("to_ship", "待发货"),
                            ("shipped", "待收货"),
                            ("to_review", "待评价"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                            ("refunding", "退款中"),
                            ("refunded", "已退款"),
                        ],
                        default="unpaid",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "pay_method",
                    models.CharField(
                        choices=[("alipay", "支付宝"), ("cash", "货到付款")],
                        default="alipay",
                        max_length=8,
                        verbose_name="支付方式",
                    ),
                ),
                ("goods_amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="商品金额")),
                (
                    "freight",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=10, verbose_name="运费"),
                ),
                (
                    "discount",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="优惠"),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="应付金额")),
                ("explanation", models.JSONField(blank=True, default=list, verbose_name="金额说明")),
                ("receiver", models.CharField(max_length=20, verbose_name="收货人")),
                ("mobile", models.CharField(max_length=11, verbose_name="手机号")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="固定电话")),
                ("area", models.CharField(max_length=130, verbose_name="所在地区")),
                ("place", models.CharField(max_length=100, verbose_name="详细地址")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="买家备注")),
                (
                    "invoice_kind",
                    models.CharField(
                        choices=[("none", "不开发票"), ("personal", "个人"), ("company", "企业")],
                        default="none",
                        max_length=8,
                        verbose_name="发票类型",
                    ),
                ),
                ("invoice_title", models.CharField(blank=True, max_length=100, verbose_name="发票抬头")),
                ("invoice_tax_number", models.CharField(blank=True, max_length=20, verbose_name="税号")),
                ("carrier", models.CharField(blank=True, max_length=30, verbose_name="承运商")),
                ("tracking_number", models.CharField(blank=True, max_length=40, verbose_name="运单号")),
                ("placed_at", models.DateTimeField(verbose_name="下单时间")),
                ("pay_by", models.DateTimeField(blank=True, null=True, verbose_name="支付期限")),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="支付时间")),
                ("shipped_at", models.DateTimeField(blank=True, null=True, verbose_name="发货时间")),
                ("receive_by", models.DateTimeField(blank=True, null=True, verbose_name="自动收货时间")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="收货时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="取消时间")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="从列表删除的时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "订单",
                "verbose_name_plural": "订单",
                "ordering": ("-pk",),
                "permissions": (("ship_order", "发货"), ("export_order", "导出订单")),
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("place", "提交订单"),
                            ("pay", "支付成功"),
                            ("cancel", "取消订单"),
                            ("expire", "超时未支付，自动取消"),
                            ("revive", "取消后收到付款，恢复订单"),
                            ("ship", "商家发货"),
                            ("receive", "确认收货"),
                            ("receive_by_itself", "到期自动确认收货"),
                            ("review", "评价完成"),
                            ("ask_refund", "申请退款"),
                            ("end_refund", "退款申请结束，继续发货"),
                            ("refund", "全部退款"),
                        ],
                        max_length=20,
                        verbose_name="变更",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unpaid", "待支付"),
                            ("to_ship", "待发货"),
                            ("shipped", "待收货"),
                            ("to_review", "待评价"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                            ("refunding", "退款中"),
                            ("refunded", "已退款"),
                        ],
                        max_length=12,
                        verbose_name="之后的状态",
                    ),
                ),
                (
                    "actor",
                    models.CharField(
                        choices=[("buyer", "买家"), ("staff", "商家"), ("gateway", "支付平台"), ("mall", "系统")],
                        max_length=8,
                        verbose_name="谁",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经手人",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="orders.order",
                        verbose_name="订单",
                    ),
                ),
            ],
            options={
                "verbose_name": "订单进展",
                "verbose_name_plural": "订单进展",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="名称")),
                ("specification", models.CharField(blank=True, max_length=300, verbose_name="规格")),
                ("renditions", models.JSONField(blank=True, default=list, verbose_name="图片")),
                ("price", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="单价")),
                ("count", models.PositiveIntegerField(verbose_name="数量")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="小计")),
                (
                    "discount_share",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="优惠分摊"),
                ),
                (
                    "freight_share",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=10, verbose_name="运费分摊"),
                ),
                ("refunded_count", models.PositiveIntegerField(default=0, verbose_name="已退数量")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.order",
                        verbose_name="订单",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lines",
                        to="goods.sku",
                        verbose_name="SKU",
                    ),
                ),
            ],
            options={
                "verbose_name": "订单商品",
                "verbose_name_plural": "订单商品",
                "ordering": ("pk",),
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["user", "hidden_at", "status", "-id"], name="orders_of_user"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "pay_by"], name="orders_overdue"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "receive_by"], name="orders_to_be_received"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "-id"], name="orders_by_status"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["placed_at"], name="orders_by_day"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["mobile"], name="orders_by_mobile"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("user", "token"), name="orders_one_per_token"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0), ("freight__gte", 0), ("goods_amount__gte", 0), ("total__gte", 0)
                ),
                name="orders_amounts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("goods_amount"), "+", models.F("freight")
                                ),
                                "-",
                                models.F("discount"),
                            ),
                            precision=2,
                        ),
                    )
                ),
                name="orders_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("order", "sku"), name="orders_line_once_per_sku"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("price__gte", 0), ("refunded_count__lte", models.F("count"))),
                name="orders_line_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(models.F("price"), "*", models.F("count")),
                            precision=2,
                        ),
                    )
                ),
                name="orders_line_amount_adds_up",
            ),
        ),
    ]
