"""What every answer of the site must say: tests/conftest.py holds the suite to it."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in ("camera", "geolocation", "microphone", "payment", "usb")
    ),
}
# the only addresses that a cache may keep: all else is somebody's, or an error
FOR_EVERYBODY = re.compile(
    r"/(static|api|data|pictures)/|/(es|en)/(|method/|guide/.*|exceptions/.*|years/.*|verify/.*"
    r"|trends/.*|feed\.atom)$"
)


def faults_of(request: HttpRequest, response: HttpResponse) -> list[str]:
    """What is wrong with the headers and the cookies of an answer."""
    headers, status = response.headers, response.status_code
    found = [*header_faults(headers), *cache_faults(request.path_info, status, headers)]
    if response.cookies and "public" in headers.get("Cache-Control", ""):
        found.append("a cache may keep a cookie")
    for cookie in response.cookies.values():
        if cookie.value and not (cookie["httponly"] and cookie["samesite"]):
            found.append(f"the cookie {cookie.key} lacks HttpOnly or SameSite")
    return found


def header_faults(headers: Mapping[str, str]) -> list[str]:
    """Headers that are missing or say something else."""
    policy = headers.get("Content-Security-Policy", "")
    found = [] if set(policy.split("; ")) == POLICY else [f"the policy is {policy!r}"]
    wrong = {k: headers.get(k) for k, v in FIXED.items() if headers.get(k) != v}
    return [*found, *(f"{name} is {value!r}" for name, value in wrong.items())]


def cache_faults(path: str, status: int, headers: Mapping[str, str]) -> list[str]:
    """Why a cache may keep what it should not."""
    said = headers.get("Cache-Control", "")
    if "public" not in said:
        return [] if "no-store" in said else [f"Cache-Control is {said!r}"]
    found = []
    if status not in (200, 304) or not FOR_EVERYBODY.match(path):
        found.append(f"a cache may keep the answer {status}")
    if "cookie" in headers.get("Vary", "").lower():
        found.append("an answer for everybody varies by cookie")
    return found
