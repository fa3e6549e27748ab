"""A person's account is erased: what the law keeps of a request stays, what only the person said and showed goes."""

from users.models import User
from utils.pictures import delete_files_after_commit

from ..models import AfterSale, AfterSaleEvent
from ..states import Change


def forget_words(*, user: User) -> None:
    """Empties what this person wrote, the pictures, and the parcel that they sent, in the transaction of the caller;
    the files go after the commit."""
    requests = AfterSale.objects.of(user)
    names = [
        file["name"] for pictures in requests.values_list("pictures", flat=True) for each in pictures for file in each
    ]
    delete_files_after_commit(names)
    AfterSaleEvent.objects.filter(aftersale__user=user, change=Change.SEND_BACK).update(note="")
    requests.update(text="", pictures=[], carrier="", tracking_number="")
