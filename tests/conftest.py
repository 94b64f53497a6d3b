import os

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation

from hrbudget.database.base import owner
from reporting import kept
from tests import headers
from tests.showing import show

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop


# what migrations fill
MIGRATED = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
LARGE = 32 * 2**20  # bytes that deleted rows may leave behind in all tables
USED = """
    select relname, pg_relation_size(oid) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname <> all (%s) and pg_relation_size(oid) > 0
"""
COUNT_ANEW = """
    select setval(format('%%I', sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null
    and regexp_replace(sequencename, '_id_seq$', '') <> all (%s)
"""


def empty_every_table(self) -> None:
    """Empty the tables after a test that committed; keys count from one again.

    The application may not empty the trail or a publication, and triggers refuse even
    the owner, so the harness does it as the owner with triggers off: the one place.
    Few rows are deleted, a tenth of the time of truncating a hundred empty tables.
    """
    connection = connections["default"]
    with owner(connection), connection.cursor() as cursor:
        cursor.execute(USED, [list(MIGRATED)])
        used = dict(cursor.fetchall())
        cursor.execute("set session_replication_role = replica")
        if sum(used.values()) > LARGE:
            cursor.execute(f"truncate {', '.join(used)} cascade")
        for table in used:
            cursor.execute(f'delete from "{table}"')
        cursor.execute(COUNT_ANEW, [list(MIGRATED)])


@pytest.fixture(scope="session", autouse=True)
def _transactional_tests_empty_the_tables():
    TransactionTestCase._fixture_teardown = empty_every_table


@pytest.fixture(scope="session", autouse=True)
def _connections_end_with_their_request():
    """The live server's threads would keep theirs, and the database could not go."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session", autouse=True)
def _every_answer_has_its_headers():
    """Whatever answers in the suite, the test client or a live server, is looked at."""
    answer, at_hand = BaseHandler.get_response, kept.at_hand

    def looked_at(self, request):
        response = answer(self, request)
        faults = headers.faults_of(request, response)
        assert not faults, f"{request.path_info} {response.status_code}: {faults}"
        return response

    def looked_at_hand(environ):
        if form := at_hand(environ):
            said = dict(form.headers)
            framed = bool(headers.FRAMED.match(environ["PATH_INFO"]))
            faults = headers.header_faults(said, framed=framed)
            faults += headers.cache_faults(environ["PATH_INFO"], form.status, said)
            assert not faults, f"{environ['PATH_INFO']} at hand: {faults}"
        return form

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", looked_at)
        patch.setattr(kept, "at_hand", looked_at_hand)
        yield


@pytest.fixture(scope="session", autouse=True)
def _commits_need_not_reach_the_disk(django_db_setup, django_db_blocker):
    """Nothing of a test outlives the machine: only its database commits so."""
    connection = connections["default"]
    with django_db_blocker.unblock(), owner(connection), connection.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(f'alter database "{name}" set synchronous_commit = off')
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays_behind(django_db_setup, django_db_blocker):
    """A thread of the live server may still hold its session when the tests end: the
    database could not be taken away."""
    yield
    connection = connections["default"]
    with django_db_blocker.unblock(), owner(connection), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_drawn_beside_a_test():
    """The process that draws would look into the database of no test: what a test
    publishes is shown at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporting.charts.draw_beside", lambda *years: None)
        patch.setattr("reporting.finishing.hold_back", lambda publication: None)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before():
    """Each test finds a process that has answered nobody yet.

    What is on record is looked up once a second, and tests follow faster.
    """
    kept.forget()


@pytest.fixture(autouse=True)
def _nobody_chose_a_language_yet():
    """A request leaves its language in its thread: the test before chose none."""
    translation.activate("es")


@pytest.fixture
def english():
    """Sentences in English within the test, whatever the site's language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _a_test_client_has_just_shown_who_it_is(monkeypatch):
    """`force_login` begins a session as the sign-in page does: with a password, now."""
    plain = Client.force_login

    def signed_in(client, user, backend=None):
        plain(client, user, backend)
        show(client, user, "password")

    monkeypatch.setattr(Client, "force_login", signed_in)
