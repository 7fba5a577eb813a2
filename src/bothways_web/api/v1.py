"""Version 1 of the API: the operations of all rooms under one address."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from bothways_web.api import (
    acting,
    asks,
    imports,
    outcomes,
    public,
    records,
    results,
    stories,
    surveys,
    sweeps,
    verifying,
    voices,
)
from bothways_web.api.problems import TITLES, tell_problems
from bothways_web.api.rooms import ROUTERS

ABOUT = """
What programs may ask and send. Every request but this description needs a token in the header
`Authorization: Bearer bothways_…`. Numbers about people are those that were released, and never about single people.
Failures are problem details (RFC 9457) with a `code` to rely on.
"""

#: A code that comes with each status, for the examples of the description.
_CODES = {
    400: "refused", 401: "no_token", 403: "scope", 404: "not_found", 409: "not_now", 413: "too_large", 422: "invalid",
    429: "too_many", 503: "busy",
}  # fmt: skip


class Described(NinjaAPI):
    """An API whose description says that problems are problem details, of their own media type."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return what an operation is called in clients that are made of the description."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description."""
        made = super().get_openapi_schema(**options)
        for methods in made["paths"].values():
            for operation in methods.values():
                for code, answer in operation["responses"].items():
                    if int(code) >= 400:
                        schema = answer["content"]["application/json"]["schema"]
                        example = {
                            "type": "about:blank", "title": TITLES[int(code)], "status": int(code),
                            "code": _CODES[int(code)], "detail": "A sentence for the person who reads it.",
                        }  # fmt: skip
                        answer["description"] = TITLES[int(code)]
                        answer["content"] = {
                            "application/problem+json": {"schema": schema, "example": example}
                        }
        return made


api = Described(title="Bothways", version="1", description=ABOUT, docs_url=None, urls_namespace="api-1")
tell_problems(api)
#: Addresses that take more than one method stand in one router: ``surveys`` adds to that of ``listening``.
_ROOMS = (surveys, results, sweeps, voices, stories, asks, outcomes, records, imports, acting, public,
          verifying)  # fmt: skip
for router in (*(room.router for room in _ROOMS), *ROUTERS):
    api.add_router("", router)
