"""Amounts in words, as a treasury writes them beside the figures."""

from decimal import Decimal

from django.utils.translation import get_language


def _listed(words: str) -> list[str]:
    return words.split()


# `ciento` is the hundred that something follows; `uno` is cut short before a noun
SPANISH = _listed(
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós "
    "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
SPANISH_TENS = _listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
SPANISH_HUNDREDS = _listed(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)
SPANISH_MILLIONS = [("", ""), ("millón", "millones"), ("billón", "billones")]
SPANISH_MILLIONS += [("trillón", "trillones")]  # a million of millions each
ENGLISH = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
ENGLISH_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
ENGLISH_THOUSANDS = ["", "thousand", "million", "billion", "trillion", "quadrillion"]
ENGLISH_THOUSANDS += ["quintillion"]
PESOS = "MXN"  # Moneda Nacional, the national currency


def spelled(amount: Decimal, currency: str, language: str | None = None) -> str:
    """An amount in words, in capitals: `UN MILLÓN DE PESOS 00/100 M.N.`.

    In the page's language unless told. Money of another currency is told by its code.
    Raises ValueError for a negative amount and for one that is no sum of whole cents.
    """
    if not amount.is_finite() or amount < 0 or amount.scaleb(2) % 1:
        raise ValueError("An amount is zero or more, in whole cents.")
    whole, cents = divmod(int(amount.scaleb(2)), 100)
    if (language or get_language() or "es").startswith("es"):
        words = _spanish(whole)
        pesos = "peso" if whole == 1 else "pesos"
        if whole and whole % 10**6 == 0:
            pesos = f"de {pesos}"
    else:
        words = _english(whole)
        pesos = "peso" if whole == 1 else "pesos"
    if currency == PESOS:
        return f"{words} {pesos} {cents:02}/100 M.N.".upper()
    return f"{words} {cents:02}/100 {currency}".upper()


def _spanish(number: int) -> str:
    """A whole number before a masculine noun, by the long scale."""
    if not number:
        return SPANISH[0]
    said = []
    for one, many in SPANISH_MILLIONS:
        number, part = divmod(number, 10**6)
        if part:
            said.append(f"{_spanish_million(part)} {one if part == 1 else many}")
    if number:
        raise ValueError("The amount is too large to be spelled.")
    return " ".join(reversed(said)).strip()


def _spanish_million(number: int) -> str:
    """1 to 999,999."""
    thousands, rest = divmod(number, 1000)
    said = [] if thousands < 2 else [_spanish_thousand(thousands)]
    said += ["mil"] if thousands else []
    said += [_spanish_thousand(rest)] if rest else []
    return " ".join(said)


def _spanish_thousand(number: int) -> str:
    """1 to 999."""
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    said = [SPANISH_HUNDREDS[hundreds - 1]] if hundreds else []
    if 0 < rest < 30:
        said.append(SPANISH[rest])
    elif rest:
        tens, units = divmod(rest, 10)
        said.append(SPANISH_TENS[tens - 3])
        said += ["y", SPANISH[units]] if units else []
    return " ".join(said)


def _english(number: int) -> str:
    """A whole number, by the short scale."""
    if not number:
        return ENGLISH[0]
    said = []
    for name in ENGLISH_THOUSANDS:
        number, part = divmod(number, 1000)
        if part:
            said.append(f"{_english_thousand(part)} {name}".strip())
    if number:
        raise ValueError("The amount is too large to be spelled.")
    return " ".join(reversed(said))


def _english_thousand(number: int) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    said = [ENGLISH[hundreds], "hundred"] if hundreds else []
    if 0 < rest < 20:
        said.append(ENGLISH[rest])
    elif rest:
        tens, units = divmod(rest, 10)
        said.append(ENGLISH_TENS[tens - 2] + (f"-{ENGLISH[units]}" if units else ""))
    return " ".join(said)
