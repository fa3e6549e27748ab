"""What axe-core finds wrong with the page that a browser shows, and whether the page scrolls sideways."""

from axe_playwright_python.sync_playwright import Axe


def violations(page, *, without=()):
    """As axe-core describes them, `without` the rules of these names."""
    rules = {rule: {"enabled": False} for rule in without}
    # It fetches assets, 0.7 of 0.9 s a page, for two rules: that about sound and video, and one that is off by itself.
    fetches = page.locator("audio, video").count() > 0
    options = {"resultTypes": ["violations"], "preload": fetches, "rules": rules}
    return Axe().run(page, options=options).response["violations"]


def faults(page, *, without=()):
    """A line for each violation, with the address and up to three places, and one if the page is too wide."""
    path = page.url.removeprefix(page.evaluate("location.origin"))
    found = [
        f"{path}: {each['id']} at {[node['target'] for node in each['nodes']][:3]}"
        for each in violations(page, without=without)
    ]
    is_too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, f"{path}: scrolls sideways"] if is_too_wide else found
