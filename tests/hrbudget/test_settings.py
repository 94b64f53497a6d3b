"""What the environment makes of the settings of the door."""

import json
import os
import subprocess
import sys

ASKED = [
    "SECOND_FACTOR_REQUIRED",
    "DEVICE_COOKIE_NAME",
    "TRUSTED_PROXIES",
    "SENDS_MAIL",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
]
PRODUCTION = {
    "HRBUDGET_ENV": "production",
    "HRBUDGET_SECRET_KEY": "k" * 60,
    "HRBUDGET_HOSTS": "budget.city.example",
    "DATABASE_URL": "postgres://owner@db/hrbudget",
}


def settings_with(**environment):
    """The settings of a fresh process with this environment."""
    asks = (
        "import json, hrbudget.settings as s;"
        f"print(json.dumps({{n: getattr(s, n, None) for n in {ASKED!r}}}))"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HRBUDGET_")}
    said = subprocess.run(
        [sys.executable, "-c", asks],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout)


def test_production_requires_a_second_factor_and_believes_no_proxy_untold():
    found = settings_with(**PRODUCTION)
    assert found["SECOND_FACTOR_REQUIRED"] is True
    assert found["DEVICE_COOKIE_NAME"] == "__Host-device"
    assert (found["TRUSTED_PROXIES"], found["SENDS_MAIL"]) == (0, False)


def test_one_variable_names_the_mail_server_and_another_the_proxies():
    found = settings_with(
        **PRODUCTION,
        HRBUDGET_EMAIL_URL="smtp+tls://post%40city:p%2Fw@mail.city.example",
        HRBUDGET_TRUSTED_PROXIES="2",
    )
    assert found["SENDS_MAIL"] is True
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.city.example", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (
        "post@city",
        "p/w",
    )
    assert found["EMAIL_USE_TLS"] is True
    assert found["TRUSTED_PROXIES"] == 2


def test_a_password_is_enough_where_one_tries_it():
    assert settings_with()["SECOND_FACTOR_REQUIRED"] is False
