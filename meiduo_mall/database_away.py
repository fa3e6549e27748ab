"""What the mall answers while its database does not."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from . import views
from .primary import watch

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Errors of a MySQL server that will be gone: too many connections, shutting down, a lock that somebody keeps for long
#: (an import of a sheet), read-only before a failover ends.
_SERVER_ERRORS = {1040, 1053, 1203, 1205, 1290, 1836}
_CLIENT_ERRORS = range(2000, 3000)  # no connection, or one that was lost


class DatabaseAway:
    """Answers 503 with a sentence instead of 500; pages that are kept in memory do not come by here. Of a
    COMMIT whose answer did not come nobody knows what became: whoever tries again must get what the first one made."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with watch.page():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _is_away(exception):
            return None
        logger.error("The database does not answer: %s", exception)
        return views.unavailable(request)


def _is_away(exception: Exception) -> bool:
    if not isinstance(exception, (InterfaceError, OperationalError)):
        return False
    code = exception.args[0] if exception.args else 0
    return code in _SERVER_ERRORS or code in _CLIENT_ERRORS or (isinstance(exception, InterfaceError) and code == 0)
