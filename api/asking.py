"""Asking: what is waited for from the model's process, while it may still be loading."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from api.context import Context
from taggy.errors import BusyError


async def ask_model(context: Context, question: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Ask, and go on asking where nobody waits any more: the next one finds the model loaded.

    Raises:
        BusyError: there is no answer yet.
    """
    task = context.background.start(question)
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # somebody may have gone away
    done, _ = await asyncio.wait({task}, timeout=max(context.settings.request_timeout - 1, 0.5))
    if not done:
        raise BusyError("The model is still being loaded. Try again in a moment.")
    result: dict[str, Any] = task.result()
    return result
