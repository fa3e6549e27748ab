"""Templates are saved."""

from django.db import transaction

from .models import FreightTemplate


def save_template(template: FreightTemplate) -> None:
    """Saves a template. A new default takes the place of the old one, at once."""
    with transaction.atomic():
        if template.is_default:
            FreightTemplate.objects.exclude(pk=template.pk).filter(is_default=True).update(is_default=False)
        template.save()
