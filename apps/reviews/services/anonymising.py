"""Reviews outlive the account of who wrote them, without a name and without pictures."""

from goods.page_tags import spu_tag
from users.models import User
from utils.page_cache import expire_after_commit
from utils.pictures import delete_files_after_commit

from ..models import Review, ReviewPicture


def anonymise_reviews_of(user: User) -> None:
    """Takes name and pictures off, in the transaction of the caller; the files are deleted after the commit.

    The words stay, for other buyers rely on them and the stars are counted; a photograph may show a face or a home.
    """
    reviews = Review.objects.of(user)
    shown_of = list(reviews.shown().order_by("spu_id").values_list("spu_id", flat=True).distinct())
    lost = ReviewPicture.objects.filter(review__user=user)
    delete_files_after_commit(name for picture in lost for name in picture.picture_files())
    ReviewPicture.objects.filter(review__user=user).delete()
    reviews.update(is_anonymous=True, has_pictures=False)
    expire_after_commit({spu_tag(spu_id) for spu_id in shown_of})
