"""What the search index has still to learn."""

from django.db import models


class CatalogueChange(models.Model):
    """A SKU was made, changed or deleted. Written in the transaction of the change; each host's index writer follows
    the rows in the order of their ids. No foreign key: what is deleted has to leave the index too."""

    id = models.BigAutoField(primary_key=True)
    sku_id = models.BigIntegerField()
    changed_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}: SKU {self.sku_id}"
