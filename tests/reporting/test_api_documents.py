import pytest
from jsonschema import Draft202012Validator

from fixtures.api_examples import ADDRESSES
from reporting.api.documents import examples
from reporting.api.schema import generated

OPERATIONS = [path["get"] for path in generated()["paths"].values()]
BY_NAME = {one["operationId"]: one for one in OPERATIONS}


def validator(shape: dict) -> Draft202012Validator:
    document = {"components": generated()["components"], **shape}
    return Draft202012Validator(document)


def test_every_address_has_an_example_of_the_reference_city():
    assert set(BY_NAME) == set(ADDRESSES) == set(examples())


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_example_is_what_the_document_says(name):
    content = BY_NAME[name]["responses"]["200"]["content"]["application/json"]
    (example,) = content["examples"].values()
    assert example["value"] == examples()[name]["answer"]
    faults = validator(content["schema"]).iter_errors(example["value"])
    assert [fault.message for fault in faults] == []


def test_an_example_of_something_else_would_be_noticed():
    content = BY_NAME["year_detail"]["responses"]["200"]["content"]["application/json"]
    wrong = {**examples()["year_detail"]["answer"], "amount_total": 1.5}
    assert not validator(content["schema"]).is_valid(wrong)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_parameter_is_described_and_every_refusal_too(name):
    said = [one["description"] for one in BY_NAME[name].get("parameters", [])]
    assert all(one.endswith(".") for one in said)
    answers = BY_NAME[name]["responses"]
    expected = {"200", "304", "400", "429"}
    elsewhere = {"year_list", "action_list", "trend_year"}
    assert set(answers) == expected | (set() if name in elsewhere else {"404"})
    assert "Retry-After" in answers["429"]["headers"]
    assert "ETag" in answers["200"]["headers"]
