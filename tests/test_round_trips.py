"""How often a request for an SMS code goes to Redis, counted between the processes rather than in the code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.surroundings import redis_server
from tests.wire import RoundTripCounter

# Another process, so that every connection that the mall opens goes through the counter, the broker's included.
_SCRIPT = """
import django, json
django.setup()
from django.test import Client
from verifications.tests.factories import drawn_captcha
client = Client()
def ask(mobile):
    form = {"mobile": mobile, "captcha_id": drawn_captcha(), "captcha": "K7PD", "send_code": "1"}
    input()  # the test reads its counter while we wait
    response = client.post("/register/", form, headers={"HX-Request": "true"})
    print(json.dumps([response.status_code, "60" in response.content.decode()]), flush=True)
for mobile in ("13900000001", "13900000002", "13900000003"):
    ask(mobile)
input()
"""


@pytest.mark.slow
def test_sms_code_request_makes_at_most_two_redis_round_trips():
    counter = RoundTripCounter(str(redis_server.socket))
    environment = os.environ | {
        "REDIS_URL": f"redis://127.0.0.1:{counter.port}",
        "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test",
        "PYTHONPATH": f"apps{os.pathsep}.",
    }
    mall = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    costs = []
    for _ in range(3):
        mall.stdin.write("\n")
        mall.stdin.flush()
        answer = json.loads(mall.stdout.readline())
        costs.append((answer, counter.count))
    mall.communicate("\n", timeout=10)

    assert [answer for answer, _ in costs] == [[200, True]] * 3
    # Between two readings lie one request and, before it, one write of the test's own captcha.
    third_request = costs[2][1] - costs[1][1] - 1
    assert third_request <= 2
