"""What editors may say about goods."""

from .categories import CategoryForm as CategoryForm
