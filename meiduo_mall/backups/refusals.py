"""Why a back-up was not made, or not restored."""


class BackupFailed(Exception):
    """The message says what is wrong and what to do; nothing of the mall was changed, unless it says so."""


class NotEmpty(BackupFailed):
    """Something is there already that would be replaced."""
