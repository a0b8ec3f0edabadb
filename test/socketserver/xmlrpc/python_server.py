"""python3 python_server.py: Python's own server with functions of every kind. Says `ready PORT`."""

import sys
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer
from xmlrpc.client import Fault


class KeepAlive(SimpleXMLRPCRequestHandler):
    protocol_version = "HTTP/1.1"
    connections = 0

    def setup(self):
        KeepAlive.connections += 1
        super().setup()


class Example:
    class Fixture:
        @staticmethod
        def getData():
            return "42"

    def div(self, x, y):
        """This is the div function"""
        return x // y


def add(x, y):
    """Adds two numbers."""
    return x + y


def fault():
    raise Fault(42, "ours <&>")


server = SimpleXMLRPCServer(("127.0.0.1", 0), KeepAlive, logRequests=False, allow_none=True, use_builtin_types=True)
server.register_function(add)
server.register_function(pow)
server.register_function(fault)
server.register_function(lambda value: value, "echo")
server.register_function(lambda value: str(type(value)), "type_of")
server.register_function(lambda value: value, "tešt")
server.register_function(lambda: 10**9 * 8, "too_big")
server.register_function(lambda: KeepAlive.connections, "connections")
server.register_function(lambda length: "x" * length, "long_text")
server.register_introspection_functions()
server.register_multicall_functions()
server.register_instance(Example(), allow_dotted_names=True)
print(f"ready {server.server_address[1]}", flush=True)
server.serve_forever()
