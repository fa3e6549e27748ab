"""Goods in the admin: categories and the menu, brands, products, and the SKUs that are sold."""

from . import brands as brands
from . import categories as categories
from . import products as products
from . import skus as skus
from . import specifications as specifications
from . import synonyms as synonyms
