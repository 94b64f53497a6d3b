"""The settings of production, read in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

WANTED = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
names = [name for name in dir(settings) if name.startswith(("SE", "CSRF_COOKIE"))]
print(json.dumps({name: str(getattr(settings, name)) for name in names}))
"""
GIVEN = {
    "DJANGO_SETTINGS_MODULE": "hrbudget.settings",
    "HRBUDGET_ENV": "production",
    "HRBUDGET_SECRET_KEY": "one-of-many-quite-long-secrets-0123456789-abcdefghijk",
    "HRBUDGET_HOSTS": "budget.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
}


def start(tmp_path, **changed):
    environment = {**GIVEN, **changed, "HRBUDGET_DATA_DIR": str(tmp_path)}
    environment = {k: v for k, v in environment.items() if v is not None}
    return subprocess.run(
        [sys.executable, "-c", WANTED],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_hardened_and_the_deployment_check_finds_nothing(tmp_path):
    started = start(tmp_path)
    assert started.returncode == 0, started.stderr
    settings = json.loads(started.stdout.splitlines()[-1])
    assert {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": "True",
        "SESSION_COOKIE_HTTPONLY": "True",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": "None",
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": "True",
        "CSRF_COOKIE_HTTPONLY": "True",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_DOMAIN": "None",
        "CSRF_COOKIE_PATH": "/",
        "SECURE_HSTS_SECONDS": "31536000",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": "True",
        "SECURE_SSL_REDIRECT": "True",
        "SECURE_CONTENT_TYPE_NOSNIFF": "True",
    }.items() <= settings.items()


@pytest.mark.parametrize(
    "missing", ["HRBUDGET_SECRET_KEY", "HRBUDGET_HOSTS", "DATABASE_URL"]
)
def test_production_does_not_start_without(tmp_path, missing):
    started = start(tmp_path, **{missing: None})
    assert started.returncode != 0
    assert f"Set {missing}" in started.stderr
