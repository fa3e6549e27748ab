"""What a browser calls itself, in a few words that its owner recognises."""

from ua_parser import parse

NAME_MAX_LENGTH = 80
_READ_MAX_LENGTH = 500  # characters of the header; what is longer is made up


def device_name(user_agent: str) -> str:
    """For example "Chrome 120 · Android 13"; empty when the header says nothing that is known."""
    found = parse(user_agent[:_READ_MAX_LENGTH])
    browser, system = found.user_agent, found.os
    words = [
        " ".join(filter(None, (part.family, part.major)))
        for part in (browser, system)
        if part and part.family != "Other"
    ]
    return " · ".join(words)[:NAME_MAX_LENGTH]
