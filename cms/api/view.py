"""The base of every view of the API: bounds, negotiation, methods and headers are the same everywhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.api.errors import Problem
from cms.api.negotiation import accepts
from cms.api.reply import JSON
from cms.api.request_body import Body, read_body

MAX_ADDRESS = 4096
MAX_HOST = 255
MAX_BODY_BYTES = 64 * 1024


class ApiView(APIView):
    """A subclass has DRF's handlers (``get``, ``post`` …), names its ``methods`` and declares the ``body`` it takes."""

    methods: ClassVar[tuple[str, ...]] = ("GET", "HEAD")
    media_type: ClassVar[str] = JSON
    body: ClassVar[Body | None] = None
    max_body_bytes: ClassVar[int] = MAX_BODY_BYTES
    renderer_classes = [JSONRenderer]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Tell Django the methods: they are named once."""
        super().__init_subclass__(**kwargs)
        cls.http_method_names = [method.lower() for method in cls.methods]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is out of bounds before anything of it is read. Raises Problem."""
        self.check_outline(request._request)
        super().initial(request, *args, **kwargs)

    def check_outline(self, http: HttpRequest) -> None:
        """Look at what the first lines of a request tell, before who sends it. Raises Problem."""
        check_bounds(http, self.max_body_bytes)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Refuse what cannot be answered in a form the client accepts. Raises Problem."""
        if not force and not accepts(request._request.headers.get("Accept"), self.media_type):
            raise Problem(406, f"This address returns {self.media_type}. Accept it.")
        return JSONRenderer(), self.media_type

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse other methods, naming those there are. Raises Problem."""
        named = ", ".join(self.methods)
        raise Problem(405, f"Use {named}.", headers=[("Allow", named)])

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Return none: the reply has them all."""
        return {}

    def body_values(self, request: Request) -> dict[str, Any]:
        """Return a value for every field of the declared body. Raises Problem."""
        assert self.body is not None, f"{type(self).__name__} declares no body"
        return read_body(request._request, self.body)


def check_bounds(http: HttpRequest, max_body_bytes: int = MAX_BODY_BYTES) -> None:
    """Refuse an address (414), a body (413) or a host name (400) that is too long. Raises Problem."""
    if len(http.path) + len(http.META.get("QUERY_STRING", "")) > MAX_ADDRESS:
        raise Problem(414, f"Use an address of at most {MAX_ADDRESS} characters.")
    length = http.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > max_body_bytes:
        raise Problem(413, f"Send a body of at most {max_body_bytes} bytes.")
    if len(http.get_host()) > MAX_HOST:
        raise Problem(400, "The host name is not valid.")
