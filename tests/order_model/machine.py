"""A shop in which anything may happen in any order, through the real services and the real database.

After every step: what was sold and what is left are what there was; money that came is kept for goods or goes back;
each right was used once.
"""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from addresses.tests.factories import AddressFactory
from aftersales.models import AfterSale
from aftersales.rules import AfterSaleRejected
from aftersales.services import asking, deciding
from aftersales.services.asking import Wish
from aftersales.states import Kind, Reason
from aftersales.states import Status as Asked
from goods.models import SKU
from goods.tests.factories import SKUFactory
from ledger.models import Posting
from ledger.queries import movement_of, unbalanced
from orders.models import Order, OrderLine
from orders.services import cancelling, delivering
from orders.services.moving import OrderRejected, by_staff
from orders.services.placing import Wishes, place_order
from orders.states import PayMethod, Status
from orders.tests.shopping import ticket_for
from payment.alipay import Trade
from payment.models import Payment, Refund
from payment.services.recording import MoneyDiffers, record_money
from payment.services.refunding import NothingPaid, note_cash_given
from payment.services.sending_refunds import finish
from users.tests.factories import UserFactory

REFUSALS = (OrderRejected, AfterSaleRejected, MoneyDiffers, NothingPaid)
_TRADES = count(1)
_ANY = st.integers(0, 5)  # which of what there is


class Shop(RuleBasedStateMachine):
    """Each rule tries something; whether it may be done is for the services to say."""

    def __init__(self):
        super().__init__()
        self.all = transaction.atomic()
        self.all.__enter__()
        self.buyer, self.clerk = UserFactory(), UserFactory(is_staff=True)
        self.wishes = AddressFactory(user=self.buyer).pk
        self.tickets, self.done = [], 0

    def teardown(self):
        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    @initialize(stocks=st.lists(st.integers(0, 4), min_size=2, max_size=2))
    def open(self, stocks):
        self.skus = [SKUFactory(stock=stock, price=Decimal("33.33")) for stock in stocks]
        self.first = {sku.pk: sku.stock for sku in self.skus}

    # --- The buyer ---

    @rule(first=st.integers(0, 2), second=st.integers(0, 2), is_cash=st.booleans())
    def order(self, first, second, is_cash):
        lines = {sku: n for sku, n in zip(self.skus, (first, second), strict=True) if n}
        ticket = ticket_for(self.buyer, *lines)
        wanted = {sku.pk: type(ticket.lines[sku.pk])(n, sku.price) for sku, n in lines.items()}
        ticket = type(ticket)(user_id=ticket.user_id, lines=wanted, is_cart=False)
        method = PayMethod.CASH if is_cash else PayMethod.ALIPAY
        self.tickets.append((ticket, Wishes(address_id=self.wishes, pay_method=method)))
        self._place(len(self.tickets) - 1)

    @rule(which=_ANY)
    def send_the_settlement_page_again(self, which):
        if self.tickets:
            self._place(which)

    def _place(self, which):
        ticket, wishes = self.tickets[which % len(self.tickets)]
        before = Order.objects.filter(token=ticket.id).count()
        made = self._try(place_order, user=self.buyer, ticket=ticket, wishes=wishes)
        assert Order.objects.filter(token=ticket.id).count() == (1 if made or before else 0)

    @rule(which=_ANY)
    def cancel(self, which):
        if order := self._one(Order.objects, which):
            self._try(cancelling.cancel, user=self.buyer, number=order.number)

    @rule(which=_ANY)
    def confirm_receipt(self, which):
        if order := self._one(Order.objects, which):
            self._try(delivering.confirm_receipt, user=self.buyer, number=order.number)

    @rule(which=_ANY, kind=st.sampled_from(Kind), pieces=st.integers(1, 2), reason=st.sampled_from(Reason))
    def ask_for_money(self, which, kind, pieces, reason):
        if line := self._one(OrderLine.objects.select_related("order"), which):
            wish = Wish(kind=kind, count=pieces, reason=reason)
            self._try(asking.ask, user=self.buyer, number=line.order.number, line_id=line.pk, wish=wish)

    @rule(which=_ANY)
    def change_ones_mind(self, which):
        if request := self._one(AfterSale.objects, which):
            self._try(asking.withdraw, user=self.buyer, aftersale_id=request.pk)

    @rule(which=_ANY)
    def send_goods_back(self, which):
        if request := self._one(AfterSale.objects, which):
            parcel = {"carrier": "顺丰速运", "tracking_number": "SF1"}
            self._try(asking.send_back, user=self.buyer, aftersale_id=request.pk, **parcel)

    # --- The gateway ---

    @rule(which=_ANY)
    def money_comes(self, which):
        """For any order, in whatever state, once more than it should."""
        order = self._one(Order.objects.exclude(total=0), which)
        if order:
            number = Payment.objects.filter(order=order).count() + 1
            payment = Payment.objects.create(
                order=order, attempt=number, out_trade_no=f"{order.number}_{number}", amount=order.total
            )
            self._say(payment, f"trade{next(_TRADES)}", payment.amount)

    @rule(which=_ANY)
    def notice_comes_again(self, which):
        if payment := self._one(Payment.objects.filter(status="paid"), which):
            self._say(payment, payment.trade_number, payment.amount)

    @rule(which=_ANY)
    def one_attempt_is_paid_twice(self, which):
        if payment := self._one(Payment.objects.filter(status="paid"), which):
            self._say(payment, f"trade{next(_TRADES)}", payment.amount)

    @rule(which=_ANY)
    def refund_is_carried_out(self, which):
        refund = self._one(Refund.objects.select_related("payment", "order"), which)
        if refund and refund.is_cash:
            note_cash_given(refund_id=refund.pk)
        elif refund:
            finish(refund)

    def _say(self, payment, trade_number, amount):
        trade = Trade(payment.out_trade_no, trade_number, "TRADE_SUCCESS", amount, timezone.now())
        self._try(record_money, payment=payment, trade=trade)

    # --- The shop ---

    @rule(which=_ANY)
    def time_to_pay_is_over(self, which):
        if order := self._one(Order.objects.filter(status=Status.UNPAID), which):
            Order.objects.filter(pk=order.pk).update(pay_by=timezone.now() - timedelta(seconds=1))
            cancelling.close_unpaid()

    @rule(which=_ANY)
    def ship(self, which):
        if order := self._one(Order.objects, which):
            parcel = {"carrier": "顺丰速运", "tracking_number": "SF1"}
            self._try(delivering.ship, order_id=order.pk, by=by_staff(self.clerk.pk), **parcel)

    @rule(which=_ANY)
    def parcel_comes_back(self, which):
        if order := self._one(Order.objects, which):
            self._try(cancelling.take_parcel_back, order_id=order.pk, by=by_staff(self.clerk.pk), note="拒收")

    @rule(which=_ANY)
    def approve(self, which):
        if request := self._one(AfterSale.objects, which):
            self._try(deciding.approve, aftersale_id=request.pk, by=self.clerk, return_address="深圳 仓库")

    @rule(which=_ANY)
    def reject(self, which):
        if request := self._one(AfterSale.objects, which):
            self._try(deciding.reject, aftersale_id=request.pk, by=self.clerk, note="不符")

    @rule(which=_ANY, is_sellable=st.booleans())
    def goods_come_back(self, which, is_sellable):
        if request := self._one(AfterSale.objects, which):
            self._try(deciding.receive, aftersale_id=request.pk, by=self.clerk, is_sellable=is_sellable)

    # --- What holds at every moment ---

    @invariant()
    def sold_and_left_are_what_there_was(self):
        for sku in SKU.objects.filter(pk__in=getattr(self, "first", ())):
            lines = OrderLine.objects.filter(sku=sku).exclude(order__status=Status.CANCELLED)
            sold = lines.aggregate(sum=Sum("count"))["sum"] or 0
            assert sku.stock + sold - self._back_on_sale(sku) == self.first[sku.pk]
            assert sku.sales == sold - self._back_on_sale(sku)

    def _back_on_sale(self, sku):
        back = AfterSale.objects.filter(line__sku=sku, status=Asked.REFUNDED).exclude(kind=Kind.REFUND_ONLY)
        return back.exclude(kind=Kind.RETURN, is_sellable=False).aggregate(sum=Sum("count"))["sum"] or 0

    @invariant()
    def money_is_kept_for_goods_or_goes_back(self):
        for order in Order.objects.filter(user=self.buyer):
            undone = order.total if Posting.objects.filter(key=f"came_back:{order.number}").exists() else Decimal(0)
            cash = order.total if order.is_cash and order.is_paid else undone
            came = cash + _sum(Payment.objects.filter(order=order, status="paid"))
            goes = undone + _sum(Refund.objects.filter(order=order))
            is_kept = order.is_paid and order.status != Status.CANCELLED
            given_up = _sum(AfterSale.objects.filter(order=order, status=Asked.REFUNDED))
            assert came - goes == (order.total - given_up if is_kept else 0)
            assert movement_of(order.number).came == came
            assert movement_of(order.number).went == undone + _sum(Refund.objects.filter(order=order, status="done"))

    @invariant()
    def books_balance(self):
        assert unbalanced() == []

    @invariant()
    def each_right_was_used_once(self):
        for line in OrderLine.objects.filter(order__user=self.buyer).select_related("order"):
            refunded = AfterSale.objects.filter(line=line, status=Asked.REFUNDED)
            assert (refunded.aggregate(sum=Sum("count"))["sum"] or 0) == line.refunded_count <= line.count
            assert _sum(refunded) <= line.paid
        assert Payment.objects.filter(order__user=self.buyer, outcome__in=("in_time", "revived")).count() == len(
            set(Payment.objects.filter(outcome__in=("in_time", "revived")).values_list("order", flat=True))
        )

    @invariant()
    def nothing_is_shipped_that_somebody_wants_refunded(self):
        held = AfterSale.objects.open().filter(kind=Kind.REFUND).values("order")
        assert not Order.objects.filter(pk__in=held).exclude(status=Status.REFUNDING).exists()
        assert Order.objects.filter(status=Status.REFUNDING).exclude(pk__in=held).count() == 0

    # ---

    def _try(self, service, **given):
        """What it returned, or None: a refusal has changed nothing, which the invariants see to."""
        try:
            with transaction.atomic():
                return service(**given)
        except REFUSALS:
            return None

    def _one(self, rows, which):
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None


def _sum(rows):
    return Decimal(rows.aggregate(sum=Sum("amount"))["sum"] or 0).quantize(Decimal("0.01"))
