import logging

import pytest
from django.db import transaction
from django.test import override_settings

from reporting import kept
from tests.access.city import City, make_city
from tests.access.people import make_superuser
from tests.conftest import empty_every_table


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory) -> City:
    """One city for a whole module: its transaction is undone at the end.

    Thousands of refusals are asked for: none is logged, and sessions cost no query.
    """
    patch = pytest.MonkeyPatch()
    quick = override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        MEDIA_ROOT=tmp_path_factory.mktemp("uploads"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick:
        make_superuser()
        with transaction.atomic():
            kept.forget()
            yield make_city()
            transaction.set_rollback(True)
        empty_every_table(None)
    kept.forget()
    logging.disable(logging.NOTSET)
    patch.undo()
