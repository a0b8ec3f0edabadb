"""python3 xmlrpc_server.py plain|keepalive: Python's own server as it is, and threaded with HTTP/1.1. Prints the port."""

import socketserver
import sys
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


# Resets are how the load generator leaves; they are no news here.
SimpleXMLRPCServer.handle_error = lambda *_: None


class KeepAlive(SimpleXMLRPCRequestHandler):
    protocol_version = "HTTP/1.1"


class Threading(socketserver.ThreadingMixIn, SimpleXMLRPCServer):
    daemon_threads = True


SimpleXMLRPCServer.request_queue_size = 4096
if sys.argv[1] == "plain":
    server = SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False)
else:
    server = Threading(("127.0.0.1", 0), KeepAlive, logRequests=False)
server.register_function(lambda a, b: a + b, "add")
print(server.server_address[1], flush=True)
server.serve_forever()
