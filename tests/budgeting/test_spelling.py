"""Amounts in words: what a Mexican treasury writes, and its English."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from budgeting.spelling import spelled

SPANISH = {
    "0.00": "CERO PESOS 00/100 M.N.",
    "0.01": "CERO PESOS 01/100 M.N.",
    "1.00": "UN PESO 00/100 M.N.",
    "2.50": "DOS PESOS 50/100 M.N.",
    "15.00": "QUINCE PESOS 00/100 M.N.",
    "16.00": "DIECISÉIS PESOS 00/100 M.N.",
    "20.00": "VEINTE PESOS 00/100 M.N.",
    "21.00": "VEINTIÚN PESOS 00/100 M.N.",
    "22.00": "VEINTIDÓS PESOS 00/100 M.N.",
    "29.99": "VEINTINUEVE PESOS 99/100 M.N.",
    "30.00": "TREINTA PESOS 00/100 M.N.",
    "31.00": "TREINTA Y UN PESOS 00/100 M.N.",
    "99.00": "NOVENTA Y NUEVE PESOS 00/100 M.N.",
    "100.00": "CIEN PESOS 00/100 M.N.",
    "101.00": "CIENTO UN PESOS 00/100 M.N.",
    "115.00": "CIENTO QUINCE PESOS 00/100 M.N.",
    "500.00": "QUINIENTOS PESOS 00/100 M.N.",
    "700.00": "SETECIENTOS PESOS 00/100 M.N.",
    "900.10": "NOVECIENTOS PESOS 10/100 M.N.",
    "1000.00": "MIL PESOS 00/100 M.N.",
    "1001.00": "MIL UN PESOS 00/100 M.N.",
    "1100.00": "MIL CIEN PESOS 00/100 M.N.",
    "21000.00": "VEINTIÚN MIL PESOS 00/100 M.N.",
    "100000.00": "CIEN MIL PESOS 00/100 M.N.",
    "131021.07": "CIENTO TREINTA Y UN MIL VEINTIÚN PESOS 07/100 M.N.",
    "1000000.00": "UN MILLÓN DE PESOS 00/100 M.N.",
    "1200000.00": "UN MILLÓN DOSCIENTOS MIL PESOS 00/100 M.N.",
    "2000000.00": "DOS MILLONES DE PESOS 00/100 M.N.",
    "2000001.00": "DOS MILLONES UN PESOS 00/100 M.N.",
    "21000000.00": "VEINTIÚN MILLONES DE PESOS 00/100 M.N.",
    "1000000000.00": "MIL MILLONES DE PESOS 00/100 M.N.",
    "1001000000.00": "MIL UN MILLONES DE PESOS 00/100 M.N.",
    "137012544218.35": "CIENTO TREINTA Y SIETE MIL DOCE MILLONES QUINIENTOS CUARENTA "
    "Y CUATRO MIL DOSCIENTOS DIECIOCHO PESOS 35/100 M.N.",
    "1000000000000.00": "UN BILLÓN DE PESOS 00/100 M.N.",
    "9999999999999.99": "NUEVE BILLONES NOVECIENTOS NOVENTA Y NUEVE MIL NOVECIENTOS "
    "NOVENTA Y NUEVE MILLONES NOVECIENTOS NOVENTA Y NUEVE MIL NOVECIENTOS NOVENTA Y "
    "NUEVE PESOS 99/100 M.N.",
}
ENGLISH = {
    "0.00": "ZERO PESOS 00/100 M.N.",
    "1.00": "ONE PESO 00/100 M.N.",
    "13.00": "THIRTEEN PESOS 00/100 M.N.",
    "21.05": "TWENTY-ONE PESOS 05/100 M.N.",
    "40.00": "FORTY PESOS 00/100 M.N.",
    "100.00": "ONE HUNDRED PESOS 00/100 M.N.",
    "999.00": "NINE HUNDRED NINETY-NINE PESOS 00/100 M.N.",
    "1000.00": "ONE THOUSAND PESOS 00/100 M.N.",
    "1200000.00": "ONE MILLION TWO HUNDRED THOUSAND PESOS 00/100 M.N.",
    "1000000000.00": "ONE BILLION PESOS 00/100 M.N.",
    "1000000000000.50": "ONE TRILLION PESOS 50/100 M.N.",
}


@pytest.mark.parametrize("amount", SPANISH)
def test_pesos_are_spelled_as_a_mexican_treasury_writes_them(amount):
    assert spelled(Decimal(amount), "MXN", "es") == SPANISH[amount]


@pytest.mark.parametrize("amount", ENGLISH)
def test_pesos_are_spelled_in_english(amount):
    assert spelled(Decimal(amount), "MXN", "en") == ENGLISH[amount]


def test_another_currency_is_told_by_its_code():
    amount = Decimal("1000000.05")
    assert spelled(amount, "USD", "es") == "UN MILLÓN 05/100 USD"
    assert spelled(amount, "EUR", "en") == "ONE MILLION 05/100 EUR"


def test_the_language_is_that_of_the_page_unless_told():
    with override("en"):
        assert spelled(Decimal("7.00"), "MXN") == "SEVEN PESOS 00/100 M.N."


@pytest.mark.parametrize("amount", ["-1.00", "0.001", "NaN", "Infinity"])
def test_what_is_no_amount_is_not_spelled(amount):
    with pytest.raises(ValueError, match="zero or more"):
        spelled(Decimal(amount), "MXN", "es")


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_amount_is_cut_short_for_being_large(language):
    with pytest.raises(ValueError, match="too large"):
        spelled(Decimal(10**24), "MXN", language)


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_two_amounts_up_to_ten_thousand_are_spelled_alike(language):
    said = {spelled(Decimal(n), "MXN", language) for n in range(10_000)}
    assert len(said) == 10_000
