"""python3 python-http.py hello|files DIRECTORY [tuned]: Python's own ThreadingHTTPServer, without its log. Prints the port.

As it comes it speaks HTTP/1.0, a connection for each request. Tuned it keeps connections and buffers its writes.
"""

import functools
import http.server
import sys


class Quiet:
    """What is printed would be measured too."""

    def log_message(self, *args):
        pass

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # A reset is how the generator leaves.


class Hello(Quiet, http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")


class Files(Quiet, http.server.SimpleHTTPRequestHandler):
    pass


if sys.argv[3:] == ["tuned"]:
    for handler in (Hello, Files):
        handler.protocol_version = "HTTP/1.1"
        handler.wbufsize = -1
        handler.disable_nagle_algorithm = True
http.server.ThreadingHTTPServer.request_queue_size = 4096
handler = Hello if sys.argv[1] == "hello" else functools.partial(Files, directory=sys.argv[2])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_address[1], flush=True)
server.serve_forever()
