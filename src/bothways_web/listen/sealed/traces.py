"""Ballots come without traces: what tells who sends one is refused before anything of the app reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/ballots/"


class WithoutTraces:
    """Stands before all that reads: no session, no language and no viewer is looked for on the way of a ballot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a ballot with traces; pass on everything else, and let no ballot come back with a cookie."""
        if not request.path_info.startswith(PATH):
            return self.get_response(request)
        response = self._refused(request) or self.get_response(request)
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        return response

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        from bothways.errors import InputError
        from bothways.privacy.ballots import refuse_traces

        try:
            refuse_traces(headers_of(request))
        except InputError as refused:
            return JsonResponse({"refused": getattr(refused, "reason", "traceable")}, status=400)
        return None


def headers_of(request: HttpRequest) -> dict[str, str]:
    """Return the header lines of a request that say anything."""
    return {name: value for name, value in request.headers.items() if value}
