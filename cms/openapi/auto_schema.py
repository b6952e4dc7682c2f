"""Operations of the description: derive each from what its endpoint declares, so that nothing is said twice."""

from __future__ import annotations

import re
from typing import Any, cast

from drf_spectacular.openapi import AutoSchema

from cms.api.endpoint import Endpoint
from cms.api.parameters import Parameter

ROUTE_PARAMETERS = {
    "path": {"schema": {"type": "string"}, "description": "The path of the item, in any spelling."},
    "content_id": {"schema": {"type": "string", "format": "uuid"}, "description": "The item's content_id."},
}
STATUS_DESCRIPTIONS = {
    304: "The client's version is current.",
    400: "Some parameters are not valid; `errors` says which, and what to send instead.",
    404: "There is nothing at this address.",
    410: "The item was removed or withdrawn; `state` and `reason` say which, and why.",
    403: "The request comes from a page of another site.",
    415: "The body is not JSON.",
    429: "This address sends too much. Try again after `Retry-After` seconds.",
    503: "The content is not ready. Try again after `Retry-After` seconds.",
}


class EndpointSchema(AutoSchema):
    """Describes an Endpoint by its class attributes and docstring."""

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that is described."""
        return cast(Endpoint, self.view)

    def get_operation_id(self) -> str:
        """Return the name under which clients know the operation."""
        by_path = {"path": "content_at"}
        return next((name for key, name in by_path.items() if f"{{{key}}}" in self.path), self.endpoint.operation)

    def get_tags(self) -> list[str]:
        """Return the group it is shown in."""
        return [self.endpoint.tag]

    def get_summary(self) -> str:
        """Return the first sentence."""
        return re.split(r"(?<=[.:])\s", self._about(), maxsplit=1)[0].rstrip(".:").replace("`", "")

    def get_description(self) -> str:  # type: ignore[override]
        """Return the whole docstring."""
        return self._about()

    def get_auth(self) -> list[Any]:
        """Return none: the staff API adds its own for all."""
        return []

    def _about(self) -> str:
        lines = [line.strip() for line in (type(self.endpoint).__doc__ or "").strip().splitlines()]
        return "\n".join(lines).replace("``", "`")

    def _get_parameters(self) -> list[dict[str, Any]]:
        of_route = re.findall(r"{(\w+)}", self.path)
        parameters = [{"in": "path", "name": name, "required": True, **ROUTE_PARAMETERS[name]} for name in of_route]
        all_parameters = self.endpoint.all_parameters() if self.method == "GET" else ()
        return parameters + [_parameter(each) for each in all_parameters if each.name not in of_route]

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        body = self.endpoint.body
        if body is None:
            return None
        return {"required": True, "content": {"application/json": {"schema": _ref(body.name)}}}

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        problem = {"application/problem+json": {"schema": _ref("Problem")}}
        if self.endpoint.body is not None:
            answer_schema: dict[str, Any] = {"202": {"description": "Taken."}}
            codes: tuple[int, ...] = (400, *self.endpoint.errors, 415, 503)
        else:
            content = {self.endpoint.media_type: {"schema": _ref(self.endpoint.answer_schema)}}
            answer_schema = {"200": {"description": self.get_summary() + ".", "content": content, "headers": HEADERS}}
            answer_schema["304"] = {"description": STATUS_DESCRIPTIONS[304]}
            codes = (400, *self.endpoint.errors, 503)
        for code in sorted(set(codes)):
            answer_schema[str(code)] = {"description": STATUS_DESCRIPTIONS[code], "content": problem}
        if self.endpoint.operation == "health":
            answer_schema["503"]["content"] = {"application/json": {"schema": _ref("Health")}, **problem}
        return answer_schema | {"default": {"description": "Any other error.", "content": problem}}


HEADERS: dict[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "A strong validator. Send it back as If-None-Match."},
    "Cache-Control": {"schema": {"type": "string"}, "description": "Never lasts beyond the next scheduled change."},
}


def _parameter(all_parameters: Parameter) -> dict[str, Any]:
    more = {"explode": True, "style": "form"} if all_parameters.many else {}
    about = {
        "in": "query",
        "name": all_parameters.name,
        "description": all_parameters.about,
        "schema": dict(all_parameters.schema),
    }
    return {**about, **more, **all_parameters.extensions}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
