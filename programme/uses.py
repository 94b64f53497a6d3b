"""What stands on a row of the catalogue: told by the apps that build on it."""

from collections.abc import Callable

from django.db.models import Model

Asks = Callable[[Model], bool]
_asked: list[Asks] = []


def register_use(asks: Asks) -> None:
    """Have this asked, too, of a programme, a part of one or a unit: whether something
    handed in, approved or published stands on it."""
    if asks not in _asked:
        _asked.append(asks)


def in_use(thing: Model) -> bool:
    """Whether something handed in, approved or published stands on this row."""
    return any(asks(thing) for asks in _asked)
