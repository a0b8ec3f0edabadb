// Are requests that come without waiting for answers answered one by one, in their order?
//
// HTTP/1.1 allows it (RFC 9112, 9.3.2), browsers have given it up, and proxies and load generators do it. The answers
// must come in the order of the requests, also when a later one would be ready first.

import { expect, scenario } from 'socketbed/vitest';

const paths = ['/slow/300', '/hello', '/bytes/3', '/status/201'];
const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: http\r\n\r\n`).join('');
const last = 'GET /hello HTTP/1.1\r\nHost: http\r\nConnection: close\r\n\r\n';

scenario('five requests in one packet, five answers in their order', async ({ bed, act }) => {
  const [server, client] = await Promise.all([bed.service('http'), bed.probe()]);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    const socket = await client.connect('tcp', server.address);
    expect(await socket.send(requests + last)).toBeSent();
    const received = await socket.receive({ untilEnd: true });
    expect(received).toReceive();
    const text = received.kind === 'received' ? received.text : '';
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([
      ...['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 201', 'HTTP/1.1 200'],
    ]);
    expect(text.match(/slow 300|hello|status 201/g)).toEqual(['slow 300', 'hello', 'status 201', 'hello']);
    // The server ends the connection after the last one, as it was asked to.
    expect(await capture.wire({ of: socket })).toShow(
      'data from client',
      'data from server',
      'FIN from server',
    );
  });
});
