"""Celery's settings; the values that differ between machines come from Django's settings."""

from django.conf import settings
from kombu import Exchange, Queue

from .kinds import DB, KINDS, connection_options

broker_url = settings.CELERY_BROKER_URL
broker_connection_retry_on_startup = True
broker_transport_options = connection_options()  # a worker adds those of its kind (starting.py)
result_backend = None
result_backend_thread_safe = True  # otherwise each green thread makes one of its own
task_ignore_result = True

accept_content = ["json"]
task_serializer = "json"
result_serializer = "json"

task_queues = [Queue(name, Exchange(name), routing_key=name) for kind in KINDS for name in kind.queues]
task_create_missing_queues = False  # a misspelt queue is an error, not a queue that nobody reads
task_routes = {
    "celery_tasks.sms.*": {"queue": "sms"},
    "celery_tasks.email.*": {"queue": "mail"},
    "celery_tasks.health.tasks.note_io_worker": {"queue": "sms"},
}
task_default_queue = DB.queues[0]  # whatever is not named above may use the database
task_default_exchange = task_default_queue
task_default_routing_key = task_default_queue

# Late acknowledgement: a message is gone when its task has ended, so that a task survives its worker. Every task is
# therefore safe to run twice; one that is not says `acks_late=False`.
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
worker_send_task_events = False
worker_redirect_stdouts = False

# A page that sends an SMS does not wait for a broker that is away: two tries, then an OperationalError.
task_publish_retry_policy = {"max_retries": 1, "interval_start": 0.2, "interval_max": 0.2}

timezone = settings.TIME_ZONE
beat_schedule_filename = f"{settings.DATA_DIR}/celerybeat-schedule"
beat_schedule = {
    "io heartbeat": {"task": "celery_tasks.health.tasks.note_io_worker", "schedule": 30.0, "options": {"expires": 60}},
    "db heartbeat": {"task": "celery_tasks.health.tasks.note_db_worker", "schedule": 30.0, "options": {"expires": 60}},
    "sign-ins of long ago": {
        "task": "celery_tasks.users.tasks.forget_old_sign_ins",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "exports that wait": {
        "task": "celery_tasks.accounts.tasks.fill_waiting_exports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "exports that expired": {
        "task": "celery_tasks.accounts.tasks.delete_expired_exports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "accounts to erase": {
        "task": "celery_tasks.accounts.tasks.erase_due_accounts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "notices to send": {
        "task": "celery_tasks.notices.tasks.send_due_notices",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "visits of categories": {
        "task": "celery_tasks.goods.tasks.move_visits",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "payments that were begun": {
        "task": "celery_tasks.payment.tasks.ask_about_pending",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "orders that nobody paid": {
        "task": "celery_tasks.payment.tasks.close_overdue_orders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "refunds that wait": {
        "task": "celery_tasks.payment.tasks.send_waiting_refunds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "yesterday at the gateway": {
        "task": "celery_tasks.payment.tasks.reconcile_yesterday",
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    "sizes of pictures of goods": {
        "task": "celery_tasks.pictures.tasks.size_late_goods",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sizes of pictures of reviews": {
        "task": "celery_tasks.pictures.tasks.size_late_reviews",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sizes of pictures of the home page": {
        "task": "celery_tasks.pictures.tasks.size_late_contents",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "files that nobody wants": {
        "task": "celery_tasks.pictures.tasks.delete_late_files",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "figures of days that are over": {
        "task": "celery_tasks.reports.tasks.count_ahead",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "orders that nobody says arrived": {
        "task": "celery_tasks.orders.tasks.receive_overdue",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
