"""Failures counted over several workers at once, and addresses believed or not."""

import pytest
from django.test import RequestFactory

from programme.access.addresses import client_address
from programme.access.throttle import TooManyAttempts, begin_attempt
from programme.models import FailedAttempt
from tests.sessions import Session


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_many_in_a_row(settings):
    limits = {"name": (3, 900), "device": (3, 900), "address": (100, 900)}
    settings.THROTTLE = {"password": limits}

    def guess(number):
        request = RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}")
        try:
            begin_attempt(request, "password", "ana")
        except TooManyAttempts:
            return False
        return True

    guesses = [Session(lambda number=n: guess(number)) for n in range(10)]
    for one in guesses:
        one.start()
    let_through = [one.end().result for one in guesses]
    assert sum(let_through) <= 3
    assert FailedAttempt.objects.count() == sum(let_through)


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (2, "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (3, "198.51.100.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_heard(
    settings, proxies, told, believed
):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": told}
    )
    assert client_address(request) == believed
