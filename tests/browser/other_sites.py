"""Websites of somebody else, for browser tests."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from live_app import unused_port


class Site(ThreadingHTTPServer):
    """A website of somebody else; its page holds what was copied there."""

    page = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", unused_port()), _Pages)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        body = f"<!doctype html><title>A shop</title><h1>A shop</h1>{self.server.page}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Write nothing."""
