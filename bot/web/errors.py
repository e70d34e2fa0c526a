"""Whatever goes wrong becomes `{"error": {"code", "message", "field"}}` with the right status, here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.core.refusal import Refusal
from engine.errors import EngineError

log = structlog.get_logger(__name__)

STATUS: Final[Mapping[str, int]] = {
    "bad_request": 400,
    "bad_option": 400,
    "owner_only": 400,
    "unknown_preset": 400,
    "style_missing": 400,
    "content_missing": 400,
    "cross_origin": 403,
    "blocked": 403,
    "not_yours": 403,
    "moderated": 403,
    "not_your_photo": 403,
    "channel_not_allowed": 403,
    "no_such_job": 404,
    "not_found": 404,
    "pictures_gone": 404,
    "upload_too_slow": 408,
    "not_yet": 409,
    "already_over": 409,
    "not_started": 409,
    "nothing_to_vary": 409,
    "too_early": 409,
    "picture_too_large": 413,
    "upload_too_large": 413,
    "not_multipart": 415,
    "not_a_picture": 415,
    "bad_picture": 415,
    "bad_combination": 422,
    "blend_mismatch": 422,
    "too_many_styles": 422,
    "iterations_not_allowed": 422,
    "picture_too_small": 422,
    "size_not_allowed": 422,
    "quality_not_allowed": 422,
    "cooldown": 429,
    "queue_full": 429,
    "too_many_of_yours": 429,
    "too_many_of_server": 429,
    "shutting_down": 503,
    "sheet_failed": 503,
    "moderation_failed": 503,
    "busy": 503,
}
"""Of every code a visitor can meet. What is not here is our own fault: 500."""

RETRY_AFTER_SECONDS: Final = 30
"""Said when a refusal is for now and does not know how long."""


class ApiError(Exception):
    """A refusal of the HTTP layer itself, with the sentence for the person."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


def error_response(
    code: str,
    message: str,
    field: str | None = None,
    *,
    status: int | None = None,
    seconds: float | None = None,
) -> web.Response:
    """The error as JSON; with `Retry-After` (whole seconds) when trying again later helps."""
    status = status or STATUS.get(code, 500)
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = str(max(1, round(seconds or RETRY_AFTER_SECONDS)))
    body = {"error": {"code": code, "message": message, "field": field}}
    return web.json_response(body, status=status, headers=headers)


def refusal_response(refusal: Refusal) -> web.Response:
    """A refusal of the studio, in English like the page."""
    seconds = refusal.params.get("seconds")
    return error_response(
        refusal.code,
        refusal.message(),
        refusal.field,
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
    )


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers for whatever a handler raises. What nobody expected is logged and told without its insides."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refusal_response(refusal)
    except (ApiError, EngineError) as error:
        return error_response(error.code, error.message, error.field)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = "not_found" if error.status == 404 else "bad_request"
        response = error_response(
            code, f"{request.method} {request.path}: {error.reason}", status=error.status
        )
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except ConnectionError:
        raise
    except Exception:
        log.exception("request failed", method=request.method, path=request.path)
        return error_response("internal", "Something went wrong here; the log says what. Please try again.")
