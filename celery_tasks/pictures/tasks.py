"""The files of pictures that people uploaded: their sizes, and their end. All may run twice, and at the same time."""

from collections.abc import Sequence

from celery_tasks.main import app


@app.task
def size_gallery(*, image_ids: Sequence[int]) -> None:
    """Of the pictures of a SKU."""
    from goods.services import sizing

    sizing.size_gallery(image_ids=image_ids)


@app.task
def size_logo(*, brand_id: int) -> None:
    from goods.services import sizing

    sizing.size_logo(brand_id=brand_id)


@app.task
def size_content(*, content_id: int) -> None:
    from contents import services

    services.size_content(content_id=content_id)


@app.task
def size_reviews(*, picture_ids: Sequence[int]) -> None:
    from reviews.services import sizing

    sizing.size_reviews(picture_ids=picture_ids)


@app.task
def size_late_goods() -> None:
    """Makes what was lost, or what the broker never took. The clock sends it."""
    from goods.services import sizing

    sizing.size_late()


@app.task
def size_late_contents() -> None:
    """The same for the home page."""
    from contents import services

    services.size_late()


@app.task
def size_late_reviews() -> None:
    """The same for pictures of buyers."""
    from reviews.services import sizing

    sizing.size_late()


@app.task
def delete_late_files() -> None:
    """Of pictures that no row has any more, while the storage was away. The clock sends it."""
    from utils.unwanted_files import deleting

    deleting.delete_late_files()
