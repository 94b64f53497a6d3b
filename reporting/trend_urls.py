"""The addresses of the years compared, alike for pages and files."""

from collections.abc import Callable

from django.urls import URLPattern, path

LISTED = ("right", "group", "unit")  # levels of which all are compared at once
SINGLE = (*LISTED, "action")


def trend_paths(base: str, ending: str, every: Callable, one: Callable) -> list:
    """Below `base`, each level as a whole and by code, ending with `ending`."""
    found: list[URLPattern] = [
        path(f"{base}{level}s{ending}", every, {"level": level}, name=f"trend_{level}s")
        for level in LISTED
    ]
    return found + [
        path(
            f"{base}{level}s/<str:code>{ending}",
            one,
            {"level": level},
            name=f"trend_{level}",
        )
        for level in SINGLE
    ]
