# Python's plain socket, in the way of the original's client: connect, send `hello`, receive. The original takes what one
# recv gives for the whole reply; this one reads on until all of it is there, or the connection is over.
import errno
import json
import os
import platform
import socket
import sys

if os.environ.get('SOCKETBED_TRANSPORT') != 'tcp':
    sys.exit(127)
host, port = os.environ['SOCKETBED_TARGET'].rsplit(':', 1)
reply = b''


def tell(outcome, name, **more):
    runtime = f'Python {platform.python_version()}'
    print(json.dumps({'outcome': outcome, 'name': name, **more, 'bytes': len(reply), 'runtime': runtime}))
    sys.exit(0 if outcome == 'reply' else 1)


call = 'connect'
try:
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.settimeout(int(os.environ.get('SOCKETBED_TIMEOUT_MS') or 10000) / 1000)
    client.connect((host, int(port)))
    call = 'send'
    client.send('hello'.encode('utf-8'))
    call = 'recv'
    while len(reply) < len('hello'):
        data = client.recv(1024)
        if not data:
            tell('end', "recv() == b''")
        reply += data
except OSError as error:
    known = {} if error.errno is None else {'errno': error.errno}
    if error.errno in errno.errorcode:
        known['code'] = errno.errorcode[error.errno]
    kind = type(error)
    name = kind.__name__ if kind.__module__ == 'builtins' else f'{kind.__module__}.{kind.__name__}'
    tell('error', name, **known, call=call, message=str(error))
tell('reply', reply.decode())
