"""Files of every kind in the browser: checked, confirmed, loaded, undone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgeting import imports as _budget_files  # noqa: F401
from programme.models import Action, BudgetUnit, ImportBatch, Programme
from tests.factories import make_unit, make_user
from tests.workbooks import programme_sheets, write_workbook

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"programme:{name}", args=args)


@pytest.fixture
def admin(client):
    user = make_user("administrator")
    client.force_login(user)
    return user


def workbook(tmp_path, name="plan.xlsx"):
    path = write_workbook(tmp_path / name, programme_sheets())
    return SimpleUploadedFile(name, path.read_bytes())


def test_smoke(client, admin, tmp_path):
    make_unit("U1")
    answer = client.post(page("import_new", "programme"), {"file": workbook(tmp_path)})
    batch = ImportBatch.objects.get()
    assert answer.url == page("import_detail", batch.pk)
    shown = client.get(answer.url)
    assert batch.outcome == "checked", shown.content.decode()
    seen = batch.work.seen
    answer = client.post(page("import_confirm", batch.pk), {"seen": seen}, follow=True)
    batch.refresh_from_db()
    assert batch.outcome == "loaded", answer.content.decode()
    assert Action.objects.exists()
    undo = client.get(page("import_undo", batch.pk))
    print(undo.content.decode())
    answer = client.post(page("import_undo", batch.pk), follow=True)
    batch.refresh_from_db()
    assert batch.outcome == "undone", answer.content.decode()
    assert not Programme.objects.exists()
