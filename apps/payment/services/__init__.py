"""Money comes, and goes back."""
