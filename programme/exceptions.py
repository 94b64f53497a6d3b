"""Why a change of the catalogue was refused: each is a sentence."""


class CatalogueError(Exception):
    """A change that makes no sense in the catalogue as it is; `str()` says why, and
    `field` names what of the things said is meant, where it is one."""

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
