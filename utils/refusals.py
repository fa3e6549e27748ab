"""Saying to the shopper why a service refused: the field, the sentence, the HTTP status."""

from typing import NamedTuple

from django import forms
from django.utils.functional import Promise

CONFLICT = 409
GONE = 410
UNPROCESSABLE = 422
TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503


class WaitFirst(Exception):
    """Refused for now: asking again makes sense after `wait_seconds`; 0 stands for "tomorrow"."""

    def __init__(self, wait_seconds: int = 0) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


class Answer(NamedTuple):
    """What is said. The sentence may hold %(seconds)d and %(minutes)d: how long to wait (`refusal.wait_seconds`)."""

    field: str | None
    sentence: Promise
    status: int = UNPROCESSABLE


Answers = dict[type[Exception], Answer]


def sentence_for(refusal: Exception, answers: Answers) -> str:
    """The sentence of the answer to this refusal, with its waiting time filled in."""
    wait_seconds = getattr(refusal, "wait_seconds", 0)
    return str(answers[type(refusal)].sentence) % {"seconds": wait_seconds, "minutes": -(-wait_seconds // 60)}


def explain(form: forms.Form, refusal: Exception, answers: Answers) -> int:
    """Puts the sentence into the form, at its field or above all of them, and returns the HTTP status."""
    field, _sentence, status = answers[type(refusal)]
    form.add_error(field if field in form.fields else None, sentence_for(refusal, answers))
    return status
