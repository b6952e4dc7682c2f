"""The API requests of one page: remember their answers, since a page is as fresh as the oldest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from frontend_templates.common.api.answers import Answer, ApiRequest
from frontend_templates.common.api.api_client import ApiClient, Params, request_of
from frontend_templates.common.api.api_errors import ApiError, SignInNeeded, Unavailable

# A page made without something it wanted is made again soon.
INCOMPLETE_SECONDS = 1.0


class PageRequests:
    """Questions to the API on behalf of one page. With ``only_cached`` nothing is asked: memory must do."""

    def __init__(
        self, client: ApiClient, credentials: Mapping[str, str] | None = None, only_cached: bool = False
    ) -> None:
        self.client = client
        self.credentials = credentials
        self.only_cached = only_cached
        self.generation = client.generation
        self.needs: dict[ApiRequest, str] = {}
        self.fresh_until = math.inf
        self.cached_until = math.inf
        self.surrogate_keys: set[str] = set()

    async def get(self, path: str, params: Params = ()) -> Any:
        """Return the JSON at a path of the API. Raises ApiError."""
        request = request_of(path, params, self.credentials)
        # Noted before it is answered: a page that shows a failure depends on it as well.
        self.needs[request] = ""
        answer = await self._answer(request)
        self.needs[request] = answer.version
        self.fresh_until = min(self.fresh_until, answer.fresh_until)
        self.cached_until = min(self.cached_until, answer.cached_until)
        self.surrogate_keys.update(answer.surrogate_keys.split())
        return answer.value()

    async def optional(self, path: str, default: Any, params: Params = ()) -> Any:
        """As ``get``, but ``default`` when the API cannot: the page does without."""
        try:
            return await self.get(path, params)
        except SignInNeeded:
            raise
        except ApiError:
            self.fresh_until = min(self.fresh_until, self.client.clock() + INCOMPLETE_SECONDS)
            return default

    async def _answer(self, request: ApiRequest) -> Answer:
        if not self.only_cached:
            return await self.client.answer(request)
        cached = self.client.cached(request)
        if cached is None:
            raise Unavailable(f"{request.path}: nothing kept")
        return cached
