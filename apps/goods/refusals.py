"""What the shopper reads when a favourite is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import Answer, Answers

from .services.favouring import OwnerInactive, TooManyFavourites

ANSWERS: Answers = {
    TooManyFavourites: Answer(None, _("最多收藏 200 件商品，请先移走不需要的")),
    OwnerInactive: Answer(None, _("这个账号已停用，请联系客服")),
}
REFUSALS = tuple(ANSWERS)
