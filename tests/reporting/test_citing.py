import re
from html import unescape

import pytest

from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db


def cited_at(client, address: str) -> str:
    """The address at which a page says that it is cited."""
    source = client.get(address).content.decode()
    box = re.search(r'<section class="cite".*?</section>', source, re.S)[0]
    return unescape(re.search(r'href="([^"]+)"', box)[1])


def test_a_page_is_cited_at_its_publication_with_what_the_reader_chose(
    client, settings
):
    publish_city()
    settings.SITE_ADDRESS = "https://presupuesto.example"
    found = cited_at(client, "/en/years/2030/actions/?q=agua&utm_source=x")
    own = "https://presupuesto.example/en/years/2030/publications/1/actions/?q=agua"
    assert found == own
    assert cited_at(client, own.removeprefix("https://presupuesto.example")) == own


def test_a_site_without_an_address_is_cited_at_the_host_it_was_asked_by(client):
    publish_city()
    own = "http://testserver/es/years/2030/publications/1/"
    assert cited_at(client, "/es/years/2030/") == own


def test_a_citation_names_stage_publication_and_the_whole_hash(client):
    city = publish_city()
    source = client.get("/en/years/2030/").content.decode()
    box = re.search(r'<section class="cite".*?</section>', source, re.S)[0]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", box))
    assert "Budget by human rights, 2030 (As voted). Publication 1, " in said
    assert city.publication.hash in said
