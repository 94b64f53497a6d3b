"""A checked file loaded: by one administrator, or by two where it takes two."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from programme import asking, uploads
from programme.models import ImportBatch, User
from tests.factories import make_user


def load_checked(batch: ImportBatch, by: User) -> ImportBatch:
    """The import after it was confirmed, by a second administrator if it takes one."""
    seen = batch.work.seen
    if not batch.work.report["takes_two"]:
        return uploads.confirm_import(batch, by=by, seen=seen)
    asked = asking.ask_to_load(batch, by=by, seen=seen)
    return asking.confirm_load(asked, by=make_user("administrator"))


def confirm_on_pages(client: Client, batch: ImportBatch, seen: str) -> HttpResponse:
    """What is shown when it is confirmed: to a second administrator if it takes two."""

    def press(who: Client, name: str, said: dict) -> HttpResponse:
        return who.post(
            reverse(f"programme:{name}", args=[batch.pk]), said, follow=True
        )

    if not batch.work.report["takes_two"]:
        return press(client, "import_confirm", {"seen": seen})
    answer = press(client, "import_ask", {"seen": seen})
    if not (asked := batch.requests.filter(outcome="open").first()):
        return answer
    other = Client()
    other.force_login(make_user("administrator"))
    return press(other, "import_second", {"asked": asked.pk})
