"""Pages that belong to no app: the door, the desk, the health page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def root(request: HttpRequest) -> HttpResponse:
    """Send a reader to the site in the language their browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect(reverse("reporting:year_list"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer, and which code runs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        answer = {"status": "database does not answer", "version": settings.VERSION}
        return JsonResponse(answer, status=503)
    return JsonResponse({"status": "ok", "version": settings.VERSION})


class SignIn(LoginView):
    """The sign-in page; in development it shows the demonstration accounts."""

    template_name = "hrbudget/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        from fixtures.city import people

        shown = [] if settings.PRODUCTION else people.ACCOUNTS
        return super().get_context_data(
            **kwargs, accounts=shown, password=people.PASSWORD
        )


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Where each person begins: what their roles let them do."""
    return render(request, "hrbudget/desk.html")
