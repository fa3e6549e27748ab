"""Reading the letters that the mall wrote (the fixture `letters` of conftest.py lets their tasks run at once)."""

import re

from django.core import mail


def headings():
    """(recipient, subject) of every letter, oldest first."""
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def link_in_newest():
    """The path of the first link in the newest letter; its text and HTML parts hold the same links."""
    letter = mail.outbox[-1]
    links = re.findall(r"http://127\.0\.0\.1:8000(/[^\s<\"]+)", letter.body)
    assert links[0] in letter.alternatives[0].content
    return links[0]
