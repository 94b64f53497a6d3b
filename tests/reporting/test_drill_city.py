"""Every node of the reference city, in both languages: its children add up to it.

Read from the pages as they are rendered, and compared with the rows of the publication.
"""

import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from reporting import kept
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedCitation,
    PublishedLine,
    PublishedRight,
    PublishedUnit,
)
from tests.factories import make_typical_codes

SAMPLE = 40  # one line in so many has its card read
MONEY = re.compile(r"^[\d,]+\.\d\d")


def tables(source: str, anchor: str) -> list[list[list[str]]]:
    """The cells of each row of the tables below a heading, tags taken out."""
    below = source.split(f'id="{anchor}"', 1)[1].split("<h2", 1)[0]
    rows = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        for row in re.findall(r"<tr.*?</tr>", below, re.S)
    ]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]


def money(cell: str) -> Decimal:
    return Decimal(MONEY.match(cell)[0].replace(",", ""))


def check(source: str, anchor: str, column: int, parent: Decimal) -> None:
    """The rows of a table add up to its last, and that is the parent's amount."""
    _head, *rows, total = tables(source, anchor)
    parts = [money(row[column]) for row in rows]
    assert sum(parts, Decimal(0)) == money(total[column]) == parent, (anchor, total)


def page(client: Client, language: str, publication: Publication, address: str) -> str:
    year, number = publication.fiscal_year_id, publication.number
    answer = client.get(f"/{language}/years/{year}/publications/{number}/{address}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def read_every_node(client: Client, publication: Publication, language: str) -> int:
    """Check every page of rights, strategies, actions and units; how many were read."""
    held = {"publication": publication.pk}
    actions = list(PublishedAction.objects.filter(**held))
    read, strategies = 0, {}
    for action in actions:
        money_of = strategies.setdefault(action.strategy_code, [])
        money_of.append(action.amount_attributed)
    for right in PublishedRight.objects.filter(**held):
        source = page(client, language, publication, f"rights/{right.code}/")
        check(source, "strategies", -1, right.amount_attributed)
        check(source, "actions", -2, right.amount_attributed)
        read += 1
    for code, parts in strategies.items():
        source = page(client, language, publication, f"strategies/{code}/")
        check(source, "actions", -2, sum(parts, Decimal(0)))
        read += 1
    for action in (one for one in actions if one.lines):
        source = page(client, language, publication, f"actions/{action.code}/")
        check(source, "units", -1, action.amount_attributed)
        read += 1
    for unit in PublishedUnit.objects.filter(**held, status="approved"):
        source = page(client, language, publication, f"units/{unit.code}/")
        check(source, "states", -1, unit.amount_total)
        if unit.lines_linked:
            check(source, "rights", -1, unit.amount_linked)
        read += 1
    return read


def read_paged_lines(client: Client, publication: Publication, language: str) -> None:
    """The pages of lines of the action and the unit with the most add up to them."""
    held = {"publication": publication.pk}
    action = PublishedAction.objects.filter(**held).order_by("-lines").first()
    unit = PublishedUnit.objects.filter(**held, status="approved").order_by(
        "-lines_total"
    )[0]
    for address, parent in (
        (f"actions/{action.code}/", action.amount_attributed),
        (f"units/{unit.code}/", unit.amount_total),
    ):
        query, shown = "", Decimal(0)
        while True:
            source = page(client, language, publication, address + query)
            _head, *rows, _all = tables(source, "lines")
            *rows, of_page = rows
            parts = [money(row[-1]) for row in rows]
            assert sum(parts, Decimal(0)) == money(of_page[-1])
            assert money(_all[-1]) == parent
            shown += sum(parts, Decimal(0))
            following = re.search(r'rel="next" href="([^"]+)"', source)
            if not following:
                break
            query = following[1]
        assert shown == parent


def read_some_lines(client: Client, publication: Publication, language: str) -> None:
    """The parts that a line's card shows add up to the line."""
    lines = PublishedLine.objects.filter(publication=publication.pk, state="linked")
    for line in lines[::SAMPLE]:
        address = f"units/{line.unit_code}/lines/{line.code}/"
        source = page(client, language, publication, address)
        chain = source.split('<ol class="chain">', 1)[1]
        whole, *parts = re.findall(r'<p class="figure"><strong>(.*?)</strong>', chain)
        cited = PublishedCitation.objects.filter(line=line, main=True).count()
        assert len(parts) == cited
        assert sum(map(money, parts), Decimal(0)) == money(whole) == line.amount


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_on_every_page_of_the_reference_city_children_add_up_to_their_parent(client):
    make_typical_codes()
    call_command("demo")
    kept.forget()
    publication = Publication.objects.on_record().get(fiscal_year=2011)
    for language in ("es", "en"):
        assert read_every_node(client, publication, language) > 1500
        read_paged_lines(client, publication, language)
        read_some_lines(client, publication, language)
