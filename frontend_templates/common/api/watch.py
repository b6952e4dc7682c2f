"""The watch on the API's log: makes every cached answer stale as soon as an editor publishes something."""

from __future__ import annotations

import asyncio
import logging

from frontend_templates.common.api.api_client import ApiClient
from frontend_templates.common.api.api_errors import ApiError, NotFound

logger = logging.getLogger("headland.watch")
MAX_WAIT = 10.0
# Asked for what comes after this, the answer holds no changes, only where the log is.
BEYOND = 2**53 - 1


async def watch(client: ApiClient, seconds: float) -> None:
    """Ask every ``seconds`` whether the log has moved on; 0 does not watch. Ends only when cancelled.

    Between two looks the API's own max-age holds, so a watch that fails makes nothing wrong, only later.
    """
    if seconds <= 0:
        return
    position, wait = 0, seconds
    is_current = False
    while True:
        try:
            head = await client.head(BEYOND)
        except NotFound:
            logger.warning("the API reports no changes: the site uses each response as long as Cache-Control says")
            return
        except ApiError:
            # What happened meanwhile is not known.
            is_current, wait = False, min(wait * 2, MAX_WAIT)
        else:
            wait = seconds
            if not is_current or head != position:
                client.generation += 1
            position, is_current = head, True
        await asyncio.sleep(wait)
