"""What every answer of the server carries and which hosts it answers to. Pure ASGI."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Security:
    """Refuses foreign host names and adds the security headers to every HTTP answer.

    Streamlit checks ``server.allowedHosts`` for the web socket only; here it holds for every route, so that a
    rebound name can't read run events.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400 to a foreign host, else pass on and add headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if not allowed(host, config.get_option("server.allowedHosts")):
            await PlainTextResponse("This host name is not in server.allowedHosts.", 400)(scope, receive, send)
            return

        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy(host)
                for name, value in FIXED.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, add_headers)


def allowed(host: str, hosts: Sequence[str]) -> bool:
    """Whether a Host header names one of ``hosts``; the port is ignored, an empty list allows all."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    return not hosts or "*" in hosts or name.lower() in {each.lower().strip("[]") for each in hosts}


def from_this_page(headers: Headers) -> bool:
    """Whether a request that asks for work comes from a page of this app and not from another site in the browser.

    Browsers say so in ``Sec-Fetch-Site``, older ones in ``Origin``; what sends neither is no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def policy(host: str) -> str:
    """The Content-Security-Policy: nothing from outside, no framing.

    Inline styles are Streamlit's own (emotion); ``blob:`` scripts are how it loads a component's code;
    the one inline script of its page is let through by its hash.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {_inline_scripts()}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _inline_scripts() -> str:
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(rb"<script>(.*?)</script>", page.read_bytes(), re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(each).digest()).decode()}'" for each in scripts)
