"""One client's connection. What is no HTTP never gets as far as a middleware: it is refused here."""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.bodies import detail
from bot.web.errors import error_response

log = structlog.get_logger(__name__)


class Connection(web.RequestHandler):
    """Refuses what cannot be parsed as everything else is refused, and writes one line of it, without its bytes.

    aiohttp itself answers a plain text and logs a traceback (https://github.com/aio-libs/aiohttp/issues/3287).
    """

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Raises `ConnectionError` when an answer is under way already."""
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        log.info("a client sent what is no HTTP", why=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is under way")
        response = error_response(
            "bad_request", f"request: this is not HTTP as we read it: {detail(exc)}.", "request"
        )
        response.force_close()
        return response
