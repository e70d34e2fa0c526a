"""The page's own files: read and compressed once, named by their version, so that browsers keep them for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.web.errors import ApiError

FOLDER: Final = Path(__file__).parent / "static"
COMPRESSED: Final = (".css", ".html", ".js", ".svg", ".webmanifest")
VERSION_CHARACTERS: Final = 12
FOREVER: Final = "public, max-age=31536000, immutable"

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class _File:
    plain: bytes
    small: bytes | None
    content_type: str


class StaticFiles:
    """Serves `FOLDER` at `/static/<version>/`; `version` changes with any byte of any file."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.*"))
        }
        self._files = {name: _file(name, data) for name, data in files.items()}
        digest = hashlib.sha256()
        for name, data in files.items():
            digest.update(f"{name} {len(data)} ".encode() + data)
        self.version = digest.hexdigest()[:VERSION_CHARACTERS]

    @property
    def base(self) -> str:
        """What the address of each file begins with."""
        return f"/static/{self.version}"

    def text(self, name: str) -> str:
        """A file's text. Raises `KeyError`."""
        return self._files[name].plain.decode()

    async def serve(self, request: web.Request) -> web.Response:
        """`GET /static/{version}/{name}`, and without a version for the curious, who must ask again each time."""
        path = request.match_info["path"]
        version, _, name = path.partition("/")
        asked = name if version == self.version else path
        file = self._files.get(asked)
        if file is None or asked.endswith(".html"):
            raise ApiError("not_found", f"There is no file {asked[:80]!r} here.", "path")
        cached = FOREVER if asked != path else "no-cache"
        return compressed(request, file.plain, file.small, file.content_type, cached)


def compressed(
    request: web.Request, plain: bytes, small: bytes | None, content_type: str, cached: str
) -> web.Response:
    """`small`, which is `plain` in gzip, for who takes that; with an ETag that spares the sending."""
    response = web.Response(
        headers={"Content-Type": content_type, "Cache-Control": cached, "Vary": "Accept-Encoding"}
    )
    response.etag = hashlib.sha256(plain).hexdigest()[:VERSION_CHARACTERS]
    if request.if_none_match and any(tag.value == response.etag.value for tag in request.if_none_match):  # type: ignore[union-attr]
        response.set_status(304)
    elif small is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.headers["Content-Encoding"] = "gzip"
        response.body = small
    else:
        response.body = plain
    return response


def _file(name: str, data: bytes) -> _File:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = name.endswith(COMPRESSED)
    return _File(
        data, gzip.compress(data, mtime=0) if text else None, f"{kind}; charset=utf-8" if text else kind
    )
