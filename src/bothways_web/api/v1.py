"""Version 1 of the API: the operations of all rooms under one address."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from bothways_web.api import asks, imports, listening, outcomes, records, results, stories, sweeps
from bothways_web.api.problems import tell_problems

ABOUT = """
What programs may ask and send. Every request but this description needs a token in the header
`Authorization: Bearer bothways_…`. Numbers about people are those that were released, and never about single people.
Failures are problem details (RFC 9457) with a `code` to rely on.
"""


class Described(NinjaAPI):
    """An API whose description says that problems are problem details, of their own media type."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description."""
        made = super().get_openapi_schema(**options)
        for methods in made["paths"].values():
            for operation in methods.values():
                for code, answer in operation["responses"].items():
                    if int(code) >= 400:
                        answer["content"] = {
                            "application/problem+json": answer["content"]["application/json"]
                        }
        return made


api = Described(title="Bothways", version="1", description=ABOUT, docs_url=None, urls_namespace="api-1")
tell_problems(api)
api.add_router("", listening.router)
api.add_router("", results.router)
api.add_router("", sweeps.router)
api.add_router("", stories.router)
api.add_router("", asks.router)
api.add_router("", outcomes.router)
api.add_router("", records.router)
api.add_router("", imports.router)
