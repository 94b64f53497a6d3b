"""Why a change of the catalogue was refused: each is a sentence."""


class CatalogueError(Exception):
    """A change that makes no sense in the catalogue as it is; `str()` says why."""
