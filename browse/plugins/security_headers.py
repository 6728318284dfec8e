"""Headers that keep the site to itself: nothing is loaded from elsewhere, nothing is sent elsewhere."""

from functools import wraps

from datasette import hookimpl

_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex"),
)


@hookimpl
def asgi_wrapper():
    """Add the headers to every answer."""

    def wrap(app):
        @wraps(app)
        async def with_headers(scope, receive, send):
            async def send_with_headers(message):
                if message["type"] == "http.response.start":
                    message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
                await send(message)

            await app(scope, receive, send_with_headers)

        return with_headers

    return wrap
