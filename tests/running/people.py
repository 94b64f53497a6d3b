"""Accounts of a site of its own: who signs in, and whose session has begun."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from programme.models import User
from tests.factories import make_user

PASSWORD = "una clave larga y sabida"
TEXTS = {  # of a framework that may be handed in
    "name": "Atención a la población",
    "problem": "Problema y evidencia",
    "objective": "Objetivo",
    "target_population": "Población objetivo",
    "expected_result": "Resultado",
    "unit_of_measure": "Persona",
    "physical_target": "100",
    "function": "2.6",
}


def person(name: str, password: str, role: str, unit=None) -> User:
    """Somebody who can sign in; `password` as it is kept."""
    user = make_user(role, unit, username=name)
    User.objects.filter(pk=user.pk).update(password=password)
    user.refresh_from_db()
    return user


def session_of(user: User) -> str:
    """The key of a session in which this person has signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key
