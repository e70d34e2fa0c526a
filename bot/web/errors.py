"""Whatever goes wrong becomes `{"error": {"code", "message", "field"}}` with the right status, here."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel

from bot.core.refusal import Refusal, storing
from bot.core.texts import FALLBACK, load_texts
from bot.web.language import language_of
from engine.errors import EngineError

log = structlog.get_logger(__name__)

STATUS: Final[Mapping[str, int]] = {
    "bad_request": 400,
    "bad_option": 400,
    "owner_only": 400,
    "unknown_preset": 400,
    "style_missing": 400,
    "content_missing": 400,
    "no_access": 401,
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
    "superseded": 409,
    "not_started": 409,
    "nothing_to_vary": 409,
    "too_early": 409,
    "picture_too_large": 413,
    "upload_too_large": 413,
    "not_multipart": 415,
    "encoded": 415,
    "not_a_picture": 415,
    "bad_picture": 415,
    "bad_combination": 422,
    "key_reused": 422,
    "blend_mismatch": 422,
    "too_many_styles": 422,
    "iterations_not_allowed": 422,
    "picture_too_small": 422,
    "size_not_allowed": 422,
    "size_reached": 422,
    "quality_not_allowed": 422,
    "cooldown": 429,
    "queue_full": 429,
    "too_many_of_yours": 429,
    "too_many_of_server": 429,
    "shutting_down": 503,
    "sheet_failed": 503,
    "moderation_failed": 503,
    "busy": 503,
    "storage_full": 503,
    "storage_busy": 503,
}
"""Of every code a visitor can meet. What is not here is our own fault: 500."""

RETRY_AFTER_SECONDS: Final = 30
"""Said when a refusal is for now and does not know how long."""


FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class ErrorBody(BaseModel):
    code: str
    message: str
    field: str | None


class ErrorView(BaseModel):
    """Every refusal: a word for programs, a sentence for the person, and the input at fault where there is one."""

    error: ErrorBody


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


def refusal_response(refusal: Refusal, language: str) -> web.Response:
    """A refusal of the studio, in the visitor's language."""
    seconds = refusal.params.get("seconds")
    return error_response(
        refusal.code,
        refusal.message(language),
        refusal.field,
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
    )


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers for whatever a handler raises. What nobody expected is logged and told without its insides."""
    language = language_of(request)
    try:
        with storing():
            return await handler(request)
    except Refusal as refusal:
        return refusal_response(refusal, language)
    except ApiError as error:
        response = error_response(error.code, _sentence(error.code, error.message, language), error.field)
        if error.code == "upload_too_slow":
            response.force_close()
        return response
    except EngineError as error:
        said = (
            error.message
            if language == FALLBACK
            else load_texts().tell(error.fact or error.message, language)
        )
        return error_response(error.code, said, error.field)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _http_error(request, error)
    except ConnectionError:
        log.info("a visitor left in the middle", method=request.method, path=request.path)
        raise
    except (sqlite3.Error, OSError) as error:
        return _out_of_order(request, error, language)
    except Exception:
        log.exception("request failed", method=request.method, path=request.path)
        return _internal(language)


def _sentence(code: str, message: str, language: str) -> str:
    """What a person may meet is said in their language; `message`, for programs, says more."""
    key = f"web-error-{code.replace('_', '-')}"
    return load_texts().say(key, language) if language != FALLBACK and load_texts().has(key) else message


def _http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    code = "not_found" if error.status == 404 else "bad_request"
    response = error_response(code, f"{request.method} {request.path}: {error.reason}", status=error.status)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _out_of_order(request: web.Request, error: sqlite3.Error | OSError, language: str) -> web.Response:
    """The store cannot take or give anything now: 503, for it may later."""
    if (isinstance(error, OSError) and error.errno in FULL) or "full" in str(error):
        refusal = Refusal("storage_full")
        log.error("the disk is full", method=request.method, path=request.path)
        return error_response(refusal.code, refusal.message(language))
    if isinstance(error, sqlite3.OperationalError):
        log.warning("the database is busy", method=request.method, path=request.path, why=str(error))
        busy = "Many people are here right now, and the book of jobs is busy; please try again in a moment."
        return error_response("busy", _sentence("busy", busy, language))
    log.error("request failed", method=request.method, path=request.path, exc_info=error)
    return _internal(language)


def _internal(language: str) -> web.Response:
    said = "Something went wrong here; the log says what. Please try again."
    return error_response("internal", _sentence("internal", said, language))
