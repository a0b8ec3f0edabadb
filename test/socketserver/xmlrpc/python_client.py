"""python3 python_client.py PORT CHECK...: checks of a server by Python's own client. Says `ok CHECK`, or what failed."""

import datetime
import sys
import xmlrpc.client
from xmlrpc.client import Binary, DateTime, Fault, MultiCall, ProtocolError, ServerProxy, Transport

port, *checks = sys.argv[1:]
url = f"http://127.0.0.1:{port}"


def same(server, value):
    result = server.echo(value)
    assert result == value and type(result) is type(value), (value, result)


def list_methods(server):
    names = server.system.listMethods()
    assert names == sorted(names), names
    expected = {"add", "pow", "echo", "div", "tešt", "Fixture", "system.listMethods", "system.methodHelp",
                "system.methodSignature", "system.multicall"}
    assert expected <= set(names), names


def method_help(server):
    assert server.system.methodHelp("add") == "Adds two numbers."
    assert server.system.methodHelp("div") == "This is the div function"
    assert server.system.methodHelp("echo") == ""
    assert server.system.methodHelp("unknown") == ""
    assert server.system.methodSignature("pow") == [["int", "int", "int"]]
    assert server.system.methodSignature("div") == "signatures not supported"


def arithmetic(server):
    assert server.pow(6, 8) == 1679616
    assert server.add(2, 3) == 5
    assert server.add("Pŷt", "hơn") == "Pŷthơn"
    assert server.add(0.5, 0.25) == 0.75
    assert server.div(127, 42) == 3


def scalars(server):
    for value in [0, -1, 2**31 - 1, -(2**31), True, False, 1.5, -2.25, 1e300, 5e-324, "", " x ", "<&>\"'\t\n", "日本€😀"]:
        same(server, value)
    assert str(server.echo(float("inf"))) == "inf"
    assert str(server.echo(float("nan"))) == "nan"
    assert server.echo("a\r\nb") == "a\nb"


def structs(server):
    same(server, {"a": 1, "b": {"c": [1, "two", {"d": 3.5}]}, "": "empty name", "ö<": []})
    same(server, {"__proto__": {"polluted": True}, "constructor": 1, "toString": "x"})
    same(server, {})
    same(server, [])


def long_list(server):
    same(server, list(range(10000)))
    same(server, [{"id": n, "name": f"item {n}"} for n in range(2000)])


def binary(server):
    same(server, bytes(range(256)) * 100)
    same(server, b"")
    plain = ServerProxy(url)
    assert plain.echo(Binary(b"\x00\xff")) == Binary(b"\x00\xff")


def dates(server):
    same(server, datetime.datetime(2026, 2, 28, 23, 59, 59))
    same(server, datetime.datetime(1, 1, 1))
    same(server, datetime.datetime(9999, 12, 31, 23, 59, 59))
    plain = ServerProxy(url)
    assert plain.echo(DateTime("20000229T01:02:03")) == DateTime("20000229T01:02:03")


def nil(server):
    same(server, None)
    same(server, [None, {"a": None}])


def nil_refused(server):
    try:
        server.nothing()
        raise AssertionError("no fault")
    except Fault as fault:
        assert fault.faultCode == 1
        assert fault.faultString == "<class 'TypeError'>:cannot marshal None unless allow_none is enabled", fault


def unicode_names(server):
    assert getattr(server, "tešt")(42) == 42


def big_integers(server):
    assert server.echo_text("9007199254740993") == 9007199254740993
    body = "<methodCall><methodName>echo</methodName><params><param><value><i8>-9223372036854775808</i8></value></param></params></methodCall>"
    assert xmlrpc.client.loads(post(body))[0][0] == -(2**63)


def post(body):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", int(port))
    connection.request("POST", "/RPC2", body.encode(), {"Content-Type": "text/xml"})
    return connection.getresponse().read()


class Counting(Transport):
    """Counts connections and what went over them."""

    connections = 0
    packed_answers = 0

    def make_connection(self, host):
        connection = super().make_connection(host)
        if not hasattr(connection, "counted"):
            connection.counted = True
            connect = connection.connect

            def counting():
                Counting.connections += 1
                connect()

            connection.connect = counting
        return connection

    def parse_response(self, response):
        Counting.packed_answers += response.getheader("Content-Encoding") == "gzip"
        return super().parse_response(response)


def gzip_both_ways(server):
    transport = Counting(use_builtin_types=True)
    transport.encode_threshold = 0
    with ServerProxy(url, transport=transport, allow_none=True) as packed:
        same(packed, "x" * 100_000)
        same(packed, "short")
    assert Counting.packed_answers == 1, Counting.packed_answers


def keep_alive(server):
    Counting.connections = 0
    with ServerProxy(url, transport=Counting()) as kept:
        for n in range(5):
            assert kept.add(n, 1) == n + 1
    assert Counting.connections == 1, Counting.connections


def multicall(server):
    calls = MultiCall(server)
    calls.add(2, 3)
    calls.pow(6, 8)
    calls.div(127, 42)
    assert list(calls()) == [5, 1679616, 3]
    calls = MultiCall(server)
    calls.add(1, 1)
    calls.this_is_not_exists()
    results = calls()
    assert results[0] == 2
    assert results.results[1] == {
        "faultCode": 1,
        "faultString": "<class 'Exception'>:method \"this_is_not_exists\" is not supported",
    }, results.results


def faults(server):
    expected = {
        "unknown": (1, "<class 'Exception'>:method \"unknown\" is not supported"),
        "_private": (1, "<class 'Exception'>:method \"_private\" is not supported"),
        "fails": (1, "<class 'RangeError'>:out of it"),
        "throws": (1, "<class 'Exception'>:plain"),
        "fault": (42, "ours <&>"),
    }
    for name, (code, text) in expected.items():
        try:
            getattr(server, name)()
            raise AssertionError(name)
        except Fault as fault:
            assert (fault.faultCode, fault.faultString) == (code, text), (name, fault)


def paths(server):
    assert ServerProxy(f"{url}/").add(1, 2) == 3
    assert ServerProxy(f"{url}/RPC2").add(1, 2) == 3
    try:
        ServerProxy(f"{url}/this-is-not-valid").add(1, 2)
        raise AssertionError("no error")
    except ProtocolError as error:
        assert (error.errcode, error.errmsg) == (404, "Not Found"), error


def dotted_names(server):
    assert server.Fixture.getData() == "42"


def client_encoding(server):
    with ServerProxy(url, encoding="iso-8859-15") as latin:
        assert latin.add("€", "¤") == "€¤"


def headers(server):
    with ServerProxy(url, headers=[("X-Test", "here")]) as extra:
        assert extra.add(1, 2) == 3


for check in checks:
    with ServerProxy(url, allow_none=True, use_builtin_types=True) as server:
        try:
            globals()[check](server)
            print(f"ok {check}")
        except Exception as error:
            print(f"failed {check}: {error!r}")
