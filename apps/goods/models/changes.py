"""What the search index has still to learn."""

from django.db import models


class CatalogueChange(models.Model):
    """A SKU was made, changed or deleted. Written in the transaction of the change; each host's index writer follows
    the rows in the order of their ids. No foreign key: what is deleted has to leave the index too."""

    #: Instead of an id: so much has changed at once that the index is to be built anew.
    EVERYTHING = 0

    id = models.BigAutoField(primary_key=True)
    sku_id = models.BigIntegerField()
    changed_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}: SKU {self.sku_id}"
