"""The public sees a publication once it is finished, and everywhere at once."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from programme.models import BudgetUnit
from programme.uses import Touched
from reporting import finishing, kept, tasks
from reporting.models import AwaitedPublication, Picture, Publication
from reporting.publishing import ask_to_publish, confirm_publication, publish_year
from reporting.uses import publications_since
from tests.factories import make_user
from tests.reporting.cities import published
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db
HOLD_BACK = finishing.hold_back  # as it is where nobody turns it off
OF_ALL = [
    *(f"/{language}/{page}" for language in ("es", "en") for page in ("", "trends/")),
    "/en/feed.atom",
    "/en/guide/law/",
    "/api/v1/years/",
    "/api/v1/trends/",
    "/api/v1/actions/?q=agua",
    "/data/trends/year.csv",
]
OF_2030 = [
    "/en/years/2030/",
    "/en/years/2030/data/",
    "/en/years/2030/actions/",
    "/en/years/2030/units/C/",
    "/en/embed/years/2030/charts/years/",
    "/api/v1/years/2030/",
    "/api/v1/years/2030/publications/",
    "/api/v1/years/2030/lines/",
]
OF_NUMBER_2 = [
    "/en/years/2030/publications/2/",
    "/en/years/2030/publications/2/changes/",
    "/en/embed/years/2030/publications/2/charts/years/",
    "/api/v1/years/2030/?publication=2",
    "/data/2030/2/lines.csv",
    "/data/2030/2/package.zip",
]


@pytest.fixture
def city(monkeypatch):
    """The small city, shown; what is published from now on waits."""
    made = publish_city()
    monkeypatch.setattr(finishing, "hold_back", HOLD_BACK)
    monkeypatch.setattr(finishing, "draw_pictures", draw)
    return made


def draw(publication):
    """One picture, which takes no second."""
    Picture.objects.create(publication=publication, name="years", language="es", svg="")
    return 1


def fail(publication):
    raise OSError("no room on the disk")


def publish_anew(city, law, year=None):
    """The next publication of 2030, or of another year: its legal basis is this now."""
    year = year or city.publication.fiscal_year
    year.legal_basis_en = law
    year.save()
    return publish_year(year).publication


def read(client, addresses):
    """Status, tag and bytes of each answer, made anew."""
    kept.forget()
    got = {address: client.get(address) for address in addresses}
    return {
        address: (one.status_code, one.headers.get("ETag"), one.getvalue())
        for address, one in got.items()
    }


def numbers(year=2030):
    """The numbers of the year that the public sees, the newest first."""
    return [one.number for one in kept.read().editions_of(year)]


def test_a_correction_is_seen_nowhere_until_it_is_finished_and_then_everywhere(
    client, city
):
    before = read(client, OF_ALL + OF_2030)
    assert {status for status, _, _ in before.values()} == {200}
    second = publish_anew(city, "One")
    assert read(client, OF_ALL + OF_2030) == before
    unknown = read(client, OF_NUMBER_2)
    assert {status for status, _, _ in unknown.values()} == {400, 404}
    finishing.finish(second)
    after = read(client, OF_ALL + OF_2030)
    assert [address for address in before if after[address] == before[address]] == []
    known = read(client, OF_NUMBER_2)
    assert {status for status, _, _ in known.values()} == {200}


def test_the_first_publication_of_a_year_is_unknown_until_it_is_finished(client, city):
    unit = BudgetUnit.objects.get(code="A")
    action = city.programme.actions.get(code="01.01.01")
    addresses = ["/en/years/2031/", "/api/v1/years/2031/", "/data/2031/1/lines.csv"]
    before = client.get("/en/").content
    first = published(2031, city.programme, unit, action)
    assert {status for status, _, _ in read(client, addresses).values()} == {404}
    assert client.get("/en/").content == before
    finishing.finish(first)
    assert {status for status, _, _ in read(client, addresses).values()} == {200}
    assert "2031" in client.get("/en/").content.decode()


def test_what_waits_has_its_number_and_is_on_record_for_whoever_publishes(city):
    second = publish_anew(city, "One")
    assert publish_year(second.fiscal_year) == (second, False)
    assert publish_anew(city, "Two").number == 3
    assert sorted(one.number for one in Publication.objects.on_record()) == [1, 3]
    touched = Touched("P1", ("01.01.01",), (), second.published_at - timedelta(hours=1))
    assert len(list(publications_since(touched))) == 4  # none of them is undone


def test_asking_holds_nothing_back_and_confirming_does(city):
    year = city.publication.fiscal_year
    year.legal_basis_en = "Another law"
    year.save()
    pending = ask_to_publish(year, by=make_user("finance_head"))
    assert numbers() == [1]
    assert not AwaitedPublication.objects.exists()
    confirmed = confirm_publication(pending, by=make_user("analyst"))
    assert AwaitedPublication.objects.get().publication == confirmed
    assert numbers() == [1]


def test_a_later_number_is_not_shown_before_the_one_that_it_corrects(city):
    second, third = publish_anew(city, "One"), publish_anew(city, "Two")
    finishing.finish(third)
    assert numbers() == [1]
    finishing.finish(second)
    assert numbers() == [3, 2, 1]


def test_a_year_is_not_shown_before_the_one_that_it_was_compared_with(city):
    earlier = publish_anew(city, "One", city.before.fiscal_year)
    later = publish_anew(city, "Two")
    finishing.finish(later)
    assert numbers() == [1]
    finishing.finish(earlier)
    assert numbers() == [2, 1]


def test_what_cannot_be_finished_holds_back_nothing_that_does_not_name_it(
    city, monkeypatch
):
    second = publish_anew(city, "One")
    earlier = publish_anew(city, "Two", city.before.fiscal_year)
    monkeypatch.setattr(finishing, "draw_pictures", fail)
    with pytest.raises(OSError):
        finishing.finish(second)
    monkeypatch.setattr(finishing, "draw_pictures", draw)
    finishing.finish(earlier)
    assert (numbers(), numbers(2029)) == ([1], [2, 1])


def test_one_that_came_to_its_end_between_the_last_picture_and_the_public(city):
    second = publish_anew(city, "One")
    draw(second)
    assert numbers() == [1]
    finishing.show_finished()  # as the next process does
    assert numbers() == [2, 1]


def test_what_the_public_has_seen_is_hidden_by_nobody(city):
    second = publish_anew(city, "One")
    with (
        pytest.raises(IntegrityError, match="hidden from nobody"),
        transaction.atomic(),
    ):
        HOLD_BACK(city.publication)
    waiting = AwaitedPublication.objects.filter(publication=second)
    with (
        pytest.raises(IntegrityError, match="hidden from nobody"),
        transaction.atomic(),
    ):
        waiting.update(publication=city.publication)
    assert numbers() == [1]


def test_the_worker_begins_again_within_a_minute_and_later_every_ten(city, monkeypatch):
    begun = []
    monkeypatch.setattr("reporting.charts.draw_beside", begun.append)
    monkeypatch.setattr(finishing, "is_under_way", lambda: True)
    publish_anew(city, "One")
    tasks.finish_publications(60)
    assert begun == []
    monkeypatch.setattr(finishing, "is_under_way", lambda: False)
    tasks.finish_publications(60)
    assert begun == [2030]
    monkeypatch.setattr(finishing, "PATIENCE", timedelta())
    tasks.finish_publications(120)
    assert begun == [2030]
    tasks.finish_publications(600)
    assert begun == [2030, 2029, 2030]  # 2029 is shown, and lacks its pictures


def test_what_waits_is_told_of_and_begun_again_for_as_long_as_it_waits(city, client):
    second = publish_anew(city, "One")
    assert finishing.unfinished(timedelta(), now()) == []  # it may be under way
    in_a_month = now() + timedelta(days=30)
    assert finishing.unfinished(timedelta(days=1), in_a_month) == [second]


def test_the_commands_say_whether_the_public_sees_it(city, capsys):
    year = city.publication.fiscal_year
    year.legal_basis_en = "Another law"
    year.save()
    call_command("publish", "2030", "--undrawn")
    assert capsys.readouterr().out.endswith(
        ". The public sees it as soon as its files and pictures are made:"
        " `manage.py finish 2030` comes back when they are\n"
    )
    call_command("publish", "2030", "--json")
    assert json.loads(capsys.readouterr().out)["shown"] is False
    call_command("finish", "2030")
    assert capsys.readouterr().out == (
        "2030 #2: 0 files kept, 1 pictures drawn, shown\n"
        "2030 #1: 0 files kept, 1 pictures drawn, shown\n"
    )
    call_command("publish", "2030", "--json")
    assert json.loads(capsys.readouterr().out)["shown"] is True


def test_the_operator_shows_as_it_is_what_cannot_be_finished(city, capsys, monkeypatch):
    monkeypatch.setattr(finishing, "draw_pictures", fail)
    publish_anew(city, "One", city.before.fiscal_year)
    publish_anew(city, "Two")
    call_command("finish", "2030", "--as-it-is")  # compared with the one of 2029
    said = "2030 #2: shown after an earlier one that waits\n"
    assert (capsys.readouterr().out, numbers()) == (said, [1])
    with pytest.raises(CommandError, match="Name the years"):
        call_command("finish", "--as-it-is")
    call_command("finish", "2030", "2029", "--as-it-is")
    assert capsys.readouterr().out == "2029 #2: shown\n2030 #2: shown\n"
    assert (numbers(), numbers(2029)) == ([2, 1], [2, 1])


def test_no_public_answer_begins_from_what_the_public_does_not_see():
    public = [*Path("reporting/views").glob("*.py"), *Path("reporting/api").rglob("*")]
    begins = re.compile(r"on_record\(\)|sealed|Publication\.objects\.(all|order)")
    found = [one for one in public if one.suffix == ".py" and one.stem != "publish"]
    assert len(found) > 30
    assert [one for one in found if begins.search(one.read_text())] == []


# The page of those who publish


def links_of(page):
    return re.findall('href="(/en/years/[^"]*)"', page.split("<main")[1])


def test_who_publishes_reads_that_it_waits_and_follows_no_link_to_nothing(client, city):
    client.force_login(make_user("finance_head"))
    second = publish_anew(city, "One")
    for address in ("/en/publish/", "/en/publish/2030/"):
        page = client.get(address).content.decode()
        assert "Publication 2, published on" in page
        assert "the public sees it as soon as they are ready." in page
        assert "Until then it sees publication 1." in page
        assert "longer than it should" not in page
        assert "/en/years/2030/" in links_of(page)
    finishing.finish(second)
    assert "as soon as" not in client.get("/en/publish/2030/").content.decode()
    page = client.get("/en/publish/").content.decode()
    assert "Publication 2, " in page
    assert "as soon as" not in page


def test_who_publishes_a_first_time_reads_so_and_in_the_end_whom_to_tell(
    client, city, monkeypatch
):
    client.force_login(make_user("analyst"))
    action = city.programme.actions.get(code="01.01.01")
    published(2031, city.programme, BudgetUnit.objects.get(code="A"), action)
    monkeypatch.setattr(finishing, "PATIENCE", timedelta())
    for address in ("/en/publish/", "/en/publish/2031/"):
        page = client.get(address).content.decode()
        assert "Until then it sees nothing of the year." in page
        assert "tell the person who operates the site" in page
        assert not [link for link in links_of(page) if "2031" in link]
