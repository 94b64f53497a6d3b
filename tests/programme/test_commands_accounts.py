import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from programme.models import RoleGrant, User
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def typed(monkeypatch):
    """What the operator pipes in as the password."""

    def pipe(line):
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))

    pipe(PASSWORD)
    return pipe


def test_the_first_administrator_is_made_by_the_command_which_it_says():
    call_command(
        "create_account", "ana", role="administrator", first_name="Ana", reason="First"
    )
    ana = User.objects.get()
    grant = RoleGrant.objects.get()
    assert ana.check_password(PASSWORD)
    assert (ana.first_name, ana.is_superuser, ana.is_staff) == ("Ana", False, False)
    assert [group.name for group in ana.groups.all()] == ["administrator"]
    assert (grant.person, grant.by_command, grant.reason) == (ana, True, "First")


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("ana", "short", "at least 12"),
        ("no spaces", PASSWORD, "valid username"),
        ("taken", PASSWORD, "already exists"),
    ],
)
def test_an_account_is_made_whole_or_not_at_all(typed, username, password, said):
    make_user(username="taken")
    typed(password)
    with pytest.raises(CommandError, match=said):
        call_command("create_account", username, role="administrator")
    assert User.objects.count() == 1


def test_without_its_role_no_account_is_left():
    with pytest.raises(CommandError, match="cannot be blank"):
        call_command("create_account", "ana", role="administrator", reason=" ")
    assert not User.objects.exists()


def test_a_role_is_given_by_the_command_with_its_reason():
    person = make_user(username="ana")
    call_command("grant_role", "ana", "finance_head", reason="Appointed")
    grant = person.role_grants.get()
    assert (grant.by_command, grant.reason) == (True, "Appointed")
    with pytest.raises(CommandError, match="already"):
        call_command("grant_role", "ana", "finance_head", reason="Appointed")
    with pytest.raises(CommandError, match="no account"):
        call_command("grant_role", "eva", "finance_head", reason="Appointed")


def test_no_superuser_is_made_and_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="create_account"):
        call_command("createsuperuser")
    assert not User.objects.exists()
