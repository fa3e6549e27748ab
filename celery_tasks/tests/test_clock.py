from celery_tasks.main import app

app.loader.import_default_modules()  # as a worker does at its start


def test_every_entry_of_the_clock_names_a_task_and_expires_before_it_is_sent_again():
    entries = app.conf.beat_schedule.values()

    assert {entry["task"] for entry in entries} <= app.tasks.keys()
    assert [entry for entry in entries if entry["options"]["expires"] > max(entry["schedule"], 60)] == []
