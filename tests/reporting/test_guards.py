from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from reporting.models import Publication, PublishedCitation, PublishedLine
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db


def test_a_table_of_the_session_does_not_hide_that_a_publication_is_sealed():
    publish_city()
    with connection.cursor() as cursor:
        cursor.execute("select * from reporting_publishedunit limit 0")
        names = [f'"{column.name}"' for column in cursor.description]
        columns = ", ".join(name for name in names if name != '"id"')
        cursor.execute(
            "create temporary table reporting_publication"
            " (like public.reporting_publication)"
        )
        # another unit of the same publication: its code is the one thing that differs
        values = columns.replace('"code"', "'ZZ9'")
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            cursor.execute(
                f"insert into reporting_publishedunit ({columns})"
                f" select {values} from reporting_publishedunit limit 1"
            )


@contextmanager
def opened_anew(publication):
    """A publication of the same year that is sealed only after the block."""
    names = ("fiscal_year", "stage", "linking", "currency", "method_version")
    same = {name: getattr(publication, name) for name in names}
    opened = Publication.objects.create(
        number=publication.number + 1,
        published_at=publication.published_at,
        by_command=True,
        **same,
    )
    yield opened
    opened.sealed = True  # the commit asks for it
    opened.save(update_fields=["sealed"])


def copied(row, **other):
    """The same row once more, but for these fields."""
    fields = [one.attname for one in row._meta.concrete_fields if not one.primary_key]
    values = {name: getattr(row, name) for name in fields} | other
    with transaction.atomic():
        return type(row).objects.create(**values)


def test_a_published_line_is_of_a_publication_that_exists():
    line = PublishedLine.objects.filter(publication=publish_city().publication)[0]
    with opened_anew(line.publication) as opened:
        assert copied(line, publication_id=opened.pk).publication == opened
        with pytest.raises(IntegrityError, match="is of a publication that exists"):
            copied(line, publication_id=opened.pk + 1)


def test_a_published_citation_is_of_a_line_of_its_own_publication():
    held = PublishedCitation.objects.filter(publication=publish_city().publication)[0]
    with opened_anew(held.publication) as opened:
        line = copied(held.line, publication_id=opened.pk)
        for strange in (held.line_id, line.pk + 1):
            with pytest.raises(IntegrityError, match="a line of its own publication"):
                copied(held, publication_id=opened.pk, line_id=strange)
        assert copied(held, publication_id=opened.pk, line_id=line.pk).line == line
        with pytest.raises(IntegrityError, match="is of a publication that exists"):
            copied(held, publication_id=opened.pk + 1, line_id=line.pk)
