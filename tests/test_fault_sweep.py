"""R6 and R4: a write is whole or not at all, and its repetition changes nothing.

Every public write service is swept: its 1st, 2nd, … statement, COPY and COMMIT fails,
once, or from there on (the connection is gone, ROLLBACK with it); after each, every
table and every stored file is as before. Then its answer is lost after the COMMIT, and
the same request is made again: one effect.
"""

import pytest

from programme.exceptions import CatalogueError
from tests.faults import SEAL, between, retry_after_a_lost_reply, snapshot, sweep
from tests.writes import SCENES, found

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = ["submit_proposal", "return_proposal", "drop_import"]
BATCHES = ("programme_importbatch", "programme_importbatchtrail", "pghistory_context")
LEFT_OUT = {  # each run of a file leaves a record of itself, as the operator expects
    name: {*SEAL, *BATCHES} for name in SCENES if name.startswith("import_")
}
ONE_MORE = {  # each is one more, as whoever asks again expects
    "record_reading",
    "renew_link",
    "reset_by_operator",
    "seal",
}
REFUSED_AGAIN = {"grant_role_by_command", "invite_person", "move_person"}
REPEATED = sorted(set(SCENES) - ONE_MORE - REFUSED_AGAIN)
QUICK_REPEATED = ["submit_proposal", "save_line", "grant_waiver", "drop_import"]


@pytest.fixture(autouse=True)
def stored_files(settings, tmp_path_factory):
    """A folder for uploads of the test's own."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("uploads")


def test_every_write_service_has_its_scene():
    assert set(SCENES) == found()


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("service", QUICK)
def test_a_fault_at_any_statement_leaves_everything_as_before(
    service, lasting, tmp_path
):
    assert sweep(lambda: SCENES[service](tmp_path), lasting=lasting) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("service", sorted(set(SCENES) - set(QUICK) - {"seal"}))
def test_a_fault_at_any_statement_of_any_service(service, lasting, tmp_path):
    scene, again = SCENES[service], service not in ONE_MORE
    assert sweep(lambda: scene(tmp_path), lasting=lasting, again=again) >= 2


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_a_fault_leaves_the_trail_sealed_as_before(lasting, tmp_path):
    made = sweep(lambda: SCENES["seal"](tmp_path), lasting=lasting, leave_out=())
    assert made == 1  # the one statement that seals


def repeated(service, folder):
    """Its answer is lost, and it is asked for again: one effect, and one answer."""
    work = SCENES[service](folder)
    answer = retry_after_a_lost_reply(work, leave_out=LEFT_OUT.get(service, SEAL))
    return service in LEFT_OUT or work() == answer


@pytest.mark.parametrize("service", QUICK_REPEATED)
def test_a_lost_answer_and_the_same_request_have_one_effect(service, tmp_path):
    assert repeated(service, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("service", sorted(set(REPEATED) - set(QUICK_REPEATED)))
def test_any_lost_answer_and_the_same_request_have_one_effect(service, tmp_path):
    assert repeated(service, tmp_path)


@pytest.mark.parametrize("service", sorted(REFUSED_AGAIN))
def test_what_cannot_be_done_twice_is_refused_in_words_and_changes_nothing(
    service, tmp_path
):
    work = SCENES[service](tmp_path)
    work()
    once = snapshot()
    with pytest.raises(CatalogueError):
        work()
    assert between(once, snapshot()) == []
