"""The Celery app. What the workers are started with, from the root of the repository:

    celery -A celery_tasks.main worker -l info -P eventlet -c 1000      "io" work: SMS, mail, calls over HTTP
    celery -A celery_tasks.main worker -l info -Q db -c 2               "db" work, on prefork or with -P threads
    celery -A celery_tasks.main beat -l info                            the clock

kinds.py says what the two kinds are and why one worker never takes both.
"""

import os

from celery import Celery

from . import logs, starting  # noqa: F401 - both listen to Celery's signals
from .health import moments  # noqa: F401 - so does this
from .reconnecting import ImpatientAMQP
from .restoring import RestoreMessages
from .taking import KeepAccount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meiduo_mall.settings.dev")

app = Celery("meiduo_mall", amqp=ImpatientAMQP)
app.config_from_object("celery_tasks.config")
app.autodiscover_tasks(
    [
        "celery_tasks.accounts",
        "celery_tasks.sms",
        "celery_tasks.email",
        "celery_tasks.goods",
        "celery_tasks.health",
        "celery_tasks.notices",
        "celery_tasks.payment",
        "celery_tasks.orders",
        "celery_tasks.pictures",
        "celery_tasks.reports",
        "celery_tasks.users",
    ]
)
app.steps["consumer"] |= {KeepAccount, RestoreMessages}
