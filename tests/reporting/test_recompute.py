import hashlib
import importlib.util
import json
import urllib.error
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from programme.lineage.units import WantedUnits
from programme.services import change_units
from reporting import packaging
from reporting.models import Publication
from reporting.publishing.from_package import UnreadablePackage, verify_package
from tests.factories import (
    make_action,
    make_programme,
    make_typical_codes,
    make_unit,
)
from tests.reporting.cities import ANY_STEP, ANY_YEARS, any_publications, published
from tests.reporting.publications import publish_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ROOT = Path(__file__).resolve().parents[2]
PLANTED = {  # of each file a change, and what the program says of it
    "lines": ("L1,4411,Apoyos", "L1,4412,Apoyos", "lines.csv is not the file"),
    "citations": (",4000,", ",4001,", "the shares add up to 10001"),
    "actions": ("100.00,100.00", "101.00,100.00", "amount_attributed is 101.00"),
    "rights": (",220.00,", ",221.00,", "02: amount_attributed is 221.00"),
    "groups": ("50.00", "51.00", "groups.csv, 03: amount_touching is 51.00"),
    "units": (",250.00,", ",251.00,", "units.csv, B: amount_total is 251.00"),
    "year": ("0.3333", "0.3334", "compliance_rate is 0.3334, counted 0.3333"),
    "strategies": ("01.01", "01.02", "strategies.csv is not the file"),
    "programmes": ("human_rights", "cross_cutting", "programmes.csv is not the file"),
    "compared_actions": (
        "01.01.01",
        "01.01.02",
        "01.01.02: new is true, counted false",
    ),
    "comparisons": ("2029,1", "2029,2", "comparisons.csv is not the file"),
    "successions": ("kind", "sort", "successions.csv is not the file"),
}


def load():
    """The program, as it stands in the docs."""
    spec = importlib.util.spec_from_file_location(
        "recompute", ROOT / "docs/recompute.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def program(monkeypatch):
    """The program, which asks this process instead of a server."""
    module, client = load(), Client(headers={"accept-language": "en"})

    def fetch(address):
        answer = client.get(address.removeprefix("http://testserver"))
        if answer.status_code != 200:
            raise urllib.error.HTTPError(address, answer.status_code, "", None, None)
        return b"".join(answer) if answer.streaming else answer.content

    monkeypatch.setattr(module, "fetch", fetch)
    return module


def said(program, *args, **kwargs):
    """Every line that the program prints."""
    lines = []
    program.recompute(*args, say=lines.append, **kwargs)
    return lines


def plant(folder, name, before, after):
    """Change one cell of a file of the package."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text, (name, text)
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def hash_again(folder):
    """Make manifest and descriptor say that the files are as they should be."""
    names = sorted(one.name for one in folder.glob("*.csv"))
    text = "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name != "dictionary.csv"
    )
    (folder / "manifest.txt").write_text(text)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["hash"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def test_a_stranger_counts_every_number_again_and_finds_each_planted_change(
    program, tmp_path
):
    publication = publish_city().publication
    site = "http://testserver"
    address = f"{site}/data/2030/1/"
    found = said(program, address, site=site, pages=True)
    assert found[1].endswith("0 differences."), found
    assert found[0] == f"Publication of 2030, hash {publication.hash}"
    assert int(found[2].split()[0]) > 80
    for name, (before, after, sentence) in PLANTED.items():
        folder = tmp_path / name
        packaging.write_dataset(publication, folder)
        plant(folder, name, before, after)
        assert sentence in "\n".join(said(program, str(folder))), name
        if "is not the file" not in sentence:  # and it is not the hash that tells
            hash_again(folder)
            found = "\n".join(said(program, str(folder)))
            assert sentence in found, name
            assert "manifest" not in found


@pytest.mark.parametrize("name", ["lines", "actions", "rights", "groups", "units"])
def test_a_row_planted_beside_another_of_its_keys_is_found_by_both(
    program, tmp_path, name
):
    packaging.write_dataset(publish_city().publication, tmp_path)
    path = tmp_path / f"{name}.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, first, first, *rest]), encoding="utf-8")
    hash_again(tmp_path)
    assert "the row is there 2 times" in "\n".join(said(program, str(tmp_path)))
    found = "\n".join(verify_package(tmp_path).differences)
    assert "the row is there more than once" in found


@pytest.mark.slow
def test_a_package_with_units_that_became_others_is_counted_again_by_both(
    program, tmp_path
):
    two = make_unit("U9", name="Agua")
    make_unit("U1", name="Pipas")
    change_units(WantedUnits("merged", ("U1", "U9"), 2031, "Decree", ("U9",)), by=None)
    two.refresh_from_db()
    action = make_action(make_programme("DH"))
    publication = published(2031, action.programme, two, action)
    address = "http://testserver/data/2031/1/"
    site = "http://testserver"
    assert said(program, address, site=site)[1].endswith("0 differences.")
    packaging.write_dataset(publication, tmp_path)
    assert verify_package(tmp_path).differences == []
    assert (tmp_path / "unit_successions.csv").exists()
    plant(tmp_path, "unit_successions", "Pipas", "Drenaje")
    sentence = "unit_successions.csv is not the file of the manifest"
    assert sentence in "\n".join(verify_package(tmp_path).differences)
    assert sentence in "\n".join(said(program, str(tmp_path)))
    (tmp_path / "unit_successions.csv").unlink()
    gone = "\n".join(verify_package(tmp_path).differences)
    assert "unit_successions.csv is in the manifest only" in gone
    found = "\n".join(said(program, str(tmp_path)))
    assert "unit_successions.csv is in the manifest and not in the package" in found


def test_an_amount_in_cents_is_no_amount_in_pesos(program, tmp_path):
    packaging.write_dataset(publish_city().publication, tmp_path)
    plant(tmp_path, "lines", "100.00", "10000")
    hash_again(tmp_path)
    sentence = "lines.csv: the amount 10000 has no two decimals"
    assert sentence in "\n".join(said(program, str(tmp_path)))
    with pytest.raises(UnreadablePackage, match="10000 has no two decimals"):
        verify_package(tmp_path)


def test_a_reference_that_leads_nowhere_is_found(program, tmp_path):
    packaging.write_dataset(publish_city().publication, tmp_path)
    plant(tmp_path, "strategies", "01.01,", "01.09,")
    hash_again(tmp_path)
    found = "\n".join(said(program, str(tmp_path)))
    assert "actions.csv, 01.01: strategies.csv has no such row" in found


def test_an_action_that_the_site_hides_from_the_never_funded_is_found(
    program, monkeypatch, tmp_path
):
    packaging.write_dataset(publish_city().publication, tmp_path)
    plain = program.fetch

    def wrong(address):
        content = plain(address)
        if "/never-funded/" not in address:
            return content
        answer = json.loads(content)
        del answer["results"][0]
        return json.dumps(answer).encode()

    monkeypatch.setattr(program, "fetch", wrong)
    found = "\n".join(said(program, str(tmp_path), site="http://testserver"))
    assert "API, never funded 0" in found


def test_a_number_that_the_site_shows_otherwise_is_found(
    program, monkeypatch, tmp_path
):
    publication = publish_city().publication
    packaging.write_dataset(publication, tmp_path)
    plain, site = program.fetch, "http://testserver"

    def wrong(address):
        content = plain(address)
        if "/rights/02/" in address:
            return content.replace(b"220.00", b"221.00")
        return content.replace(b'"350.00"', b'"351.00"')

    monkeypatch.setattr(program, "fetch", wrong)
    found = "\n".join(said(program, str(tmp_path), site=site, pages=True))
    assert "API, year: amount_linked is 351.00, counted 350.00" in found
    assert "02.01.01 amount_attributed is 221.00, counted 220.00" in found


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(years=ANY_YEARS, step=ANY_STEP)
def test_any_city_is_counted_again_with_no_difference_to_pages_api_and_files(
    program, years, step
):
    from reporting import kept

    with transaction.atomic():
        for publication in any_publications(years, step):
            kept.forget()
            site = "http://testserver"
            address = f"{site}/data/{publication.fiscal_year_id}/1/"
            found = said(program, address, site=site, pages=True)
            assert found[1].endswith(" 0 differences."), found
        transaction.set_rollback(True)


@pytest.mark.slow
def test_the_reference_city_is_counted_again_with_no_difference(program):
    make_typical_codes()
    call_command("demo", verbosity=0)
    for publication in Publication.objects.filter(sealed=True):
        site = "http://testserver"
        address = f"{site}/data/{publication.fiscal_year_id}/{publication.number}/"
        found = said(program, address, site=site, pages=True)
        assert found[1].endswith(" 0 differences."), found[:20]
        assert int(found[2].split()[0].replace(",", "")) > 5_000
