import pytest
from django.db import IntegrityError, connection, transaction

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
