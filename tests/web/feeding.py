"""A directory that feeds people: what tests of the people feed send."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
EXTRA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
POST = "urn:ietf:params:scim:schemas:extension:bothways:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """A directory with a token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; the body is JSON, or bytes as they are."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return self.client.generic(
            method, f"/scim/v2/{path}", sent, content_type="application/scim+json", headers=headers
        )

    def find(self, text: str) -> Any:
        """Return the users that fit a filter."""
        answer = self.client.get("/scim/v2/Users", {"filter": text})
        assert answer.status_code == 200, answer.content
        return answer.json()["Resources"]

    def join(self, name: str, **said: Any) -> str:
        """Add a user; return the id."""
        extra = {key: said.pop(key) for key in ("department", "employeeNumber", "manager") if key in said}
        body = {"schemas": [USER, EXTRA], "userName": name, **said, **({EXTRA: extra} if extra else {})}
        answer = self.send("POST", "Users", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        """Change a resource."""
        return self.send("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def set(self, key: str, path: str, value: Any) -> None:
        """Replace one attribute of a user."""
        answer = self.patch(f"Users/{key}", {"op": "replace", "path": path, "value": value})
        assert answer.status_code == 204, answer.content

    def group(self, name: str, *members: str) -> str:
        """Add a group; return the id."""
        inside = [{"value": one} for one in members]
        answer = self.send("POST", "Groups", {"schemas": [GROUP], "displayName": name, "members": inside})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])
