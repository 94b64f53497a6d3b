"""One form for every answer of the API, whatever a client says it accepts."""

from rest_framework.negotiation import BaseContentNegotiation


class OnlyJSON(BaseContentNegotiation):
    """Answers with the first renderer, so that kept bytes suit every request."""

    def select_parser(self, request, parsers):
        """The first parser."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """The first renderer and its media type."""
        return renderers[0], renderers[0].media_type
