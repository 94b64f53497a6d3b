import os
import shutil

import pytest

CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
QUIET = [
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    """Skip the journeys loudly where there is no browser; in CI they must run."""
    if CHROMIUM or os.environ.get("CI"):
        return
    why = "No Chromium found: install it, or set CHROMIUM, to run the browser journeys."
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    assert CHROMIUM, "CI has no Chromium: the browser journeys cannot run."
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [*QUIET, *sandbox],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "es-MX",
        "timezone_id": "America/Mexico_City",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(request):
    """No journey may log an error in the console or ask another host for anything."""
    if "page" not in request.fixturenames:
        yield
        return
    page = request.getfixturevalue("page")
    live_server = request.getfixturevalue("live_server")
    wrong: list[str] = []
    expected = "the server responded with a status of 4"  # a refused form is no fault

    def hear(message):
        if message.type == "error" and expected not in message.text:
            wrong.append(message.text)

    def watch(asked):
        if not asked.url.startswith((live_server.url, "data:", "about:")):
            wrong.append(asked.url)

    page.on("console", hear)
    page.on("request", watch)
    yield
    assert wrong == []
