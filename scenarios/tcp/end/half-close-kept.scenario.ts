// Does a client that has ended its side still get the whole reply?
//
// A FIN ends one direction only. "Send everything, end, then read the answer" is how HTTP/1.0, `nc -N` and many a queue
// work; a server that takes the end of its input for a hang-up (Node, unless allowHalfOpen) cuts the reply off.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

scenario('a half-closed connection still carries the reply', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await inject('the client ends its side', () => socket.end());
    expect(await served.receive()).toBeClosed({ syscall: 'recv' });
    expect(await socket.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    expect(await served.send('the reply')).toBeSent(9);
    expect(await served.close()).toBeDone();
    expect(await socket.receive({ untilEnd: true })).toReceive('the reply');
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('FIN from client', '9 bytes from server', 'FIN from server');
    expect(wire).toNeverShow('RST');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
