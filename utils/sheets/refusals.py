"""Why a file is not read as a sheet."""


class SheetRefused(Exception):
    """`values` are for the sentence that says why."""

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values


class TooHeavy(SheetRefused):
    """Too many bytes, as it is or unpacked."""


class TooManyRows(SheetRefused):
    """More rows than are read at once."""


class TooWide(SheetRefused):
    """More columns than are read."""


class Empty(SheetRefused):
    """There is nothing in it."""


class Locked(SheetRefused):
    """Encrypted, or in the format of Excel before 2007: both look the same from outside."""


class NoSheet(SheetRefused):
    """Something else than a sheet, whatever its name says."""


class Unreadable(SheetRefused):
    """A sheet, but damaged; or one that was made to do damage."""
