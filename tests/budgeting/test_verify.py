"""Verifying a receipt in public: that it was issued, and nothing more."""

import pytest
from django.urls import reverse

from budgeting import services
from tests.factories import make_proposal, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db
UNKNOWN = "0123456789abcdef" * 4


def verify(client, *typed, **query):
    page = reverse("budgeting:receipt_verify", args=typed)
    return client.get(page, query_params=query)


@pytest.fixture
def made():
    """A submission of a unit, signed by somebody whose name is not for the public."""
    unit = make_unit("26C001", name="Secretaría de Salud")
    proposal = make_proposal(make_year(2027), unit, lines=2)
    signatory = make_user("signatory", unit, first_name="Rosa", last_name="Luz")
    services.submit_proposal(proposal, by=signatory)
    return proposal.submissions.get()


def test_a_receipt_is_verified_without_an_account(client, made):
    answer = verify(client, made.content_hash)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "A receipt with this hash was issued" in text
    for said in ("26C001 Secretaría de Salud", "2027-26C001-1", "UTC-0600"):
        assert said in text, said


def test_nothing_of_the_proposal_its_signer_or_its_fate_is_told(client, made):
    before = verify(client, made.content_hash).content
    text = before.decode()
    for secret in (
        "Rosa",
        "Luz",
        "1,000",
        "2,000",
        "Apoyos",
        "Atención",
        "ubmitted to",
    ):
        assert secret not in text, secret
    analyst = make_user("analyst")
    services.return_proposal(made.proposal, by=analyst, note="Corrija")
    assert verify(client, made.content_hash).content == before


def test_a_hash_nobody_was_given_is_answered_in_a_sentence(client, made):
    answer = verify(client, UNKNOWN)
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "No receipt with this hash was issued here." in text
    assert UNKNOWN in text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "typed", ["zz", "0" * 63, "0" * 65, "x" * 5000, "ñ" * 64, "%00"]
)
def test_what_is_no_hash_is_400_and_stays_in_its_field(client, made, typed):
    for answer in (verify(client, typed), verify(client, hash=typed)):
        text = answer.content.decode()
        assert answer.status_code == 400
        assert "<title>Error: Verify a receipt" in text
        assert text.count("A hash has 64 characters") == 2
        assert 'aria-invalid="true"' in text
        assert f'value="{typed[:200]}"' in text


def test_a_hash_is_read_as_people_copy_it(client, made):
    digest = made.content_hash
    page = reverse("budgeting:receipt_verify", args=[digest])
    grouped = " ".join(digest[n : n + 8] for n in range(0, 64, 8))
    for typed in (digest, digest.upper(), f"  {grouped}\n", f"SHA-256: {digest}"):
        answer = verify(client, hash=typed)
        assert (answer.status_code, answer.url) == (302, page), typed


def test_two_receipts_of_the_same_content_are_both_told(client, made):
    analyst = make_user("analyst")
    asked = services.observe(made.proposal, by=analyst, text="¿Por qué?")
    services.return_proposal(made.proposal, by=analyst)
    services.reply_to_observation(asked, by=made.by, text="Por el anexo")
    services.submit_proposal(made.proposal, by=made.by)
    text = verify(client, made.content_hash).content.decode()
    assert "2027-26C001-1" in text
    assert "2027-26C001-2" in text


def test_an_answer_may_be_kept_and_is_asked_for_again_by_its_tag(client, made):
    page = reverse("budgeting:receipt_verify", args=[made.content_hash])
    answer = client.get(page)
    assert answer["Cache-Control"] == "public, max-age=1, must-revalidate"
    again = client.get(page, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    spanish = client.get(page.replace("/en/", "/es/"))
    assert spanish["ETag"] != answer["ETag"]
    assert spanish["Content-Language"] == "es"


def test_the_address_without_a_language_leads_to_one(client, made):
    answer = client.get(f"/verify/{made.content_hash}/", follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/verify/{made.content_hash}/")
    assert answer.status_code == 200


def test_verifying_reads_once_and_not_the_content(
    client, made, django_assert_num_queries
):
    with django_assert_num_queries(1) as asked:
        verify(client, made.content_hash)
    assert '"content",' not in asked[0]["sql"]


def test_the_page_tells_how_to_compute_the_hash(client):
    text = verify(client).content.decode()
    assert "sha256sum 2027-26C001-1.json" in text
