"""The bare Django view that published pages are measured against: no middleware."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    SECRET_KEY="measuring only",
    ALLOWED_HOSTS=["*"],
)


def bare(request: HttpRequest) -> HttpResponse:
    """The least that a Django view can do."""
    return HttpResponse("ok")


urlpatterns = [path("", bare)]
application = get_wsgi_application()
