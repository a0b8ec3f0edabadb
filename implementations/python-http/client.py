# Python's http.client: connect, GET, read the body.
import errno
import http.client
import json
import os
import platform
import sys

if os.environ.get('SOCKETBED_TRANSPORT') != 'tcp':
    sys.exit(127)
host, port = os.environ['SOCKETBED_TARGET'].rsplit(':', 1)


def tell(outcome, name, **more):
    runtime = f'Python {platform.python_version()}'
    print(json.dumps({'outcome': outcome, 'name': name, **more, 'runtime': runtime}))
    sys.exit(0 if outcome == 'reply' else 1)


call = 'connect'
try:
    timeout = int(os.environ.get('SOCKETBED_TIMEOUT_MS') or 10000) / 1000
    connection = http.client.HTTPConnection(host, int(port), timeout=timeout)
    connection.connect()
    call = 'request'
    connection.request('GET', '/')
    call = 'getresponse'
    response = connection.getresponse()
    call = 'read'
    body = response.read()
except http.client.IncompleteRead as error:
    tell('error', 'http.client.IncompleteRead', call=call, message=str(error), bytes=len(error.partial))
except (OSError, http.client.HTTPException) as error:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == 'builtins' else f'{kind.__module__}.{kind.__name__}'
    number = getattr(error, 'errno', None)
    known = {} if number is None else {'errno': number}
    if number in errno.errorcode:
        known['code'] = errno.errorcode[number]
    tell('error', name, **known, call=call, message=str(error))
tell('reply', body.decode())
