// Can a server tell a client that has only ended its side from one that is gone: not before it replies?
//
// Both send the same FIN. To who has closed altogether the reply is no use: its kernel answers with a reset, so that the
// server's second send gets EPIPE. Servers that work for minutes on a reply nobody waits for have no better sign.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

scenario('a reply to who has closed draws a reset', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  const halfClosed = async () => {
    const { client: socket, served } = await converse(client, listener);
    expect(await socket.end()).toBeDone();
    expect(await served.receive()).toBeClosed({ syscall: 'recv' });
    expect(await served.send('reply')).toBeSent(5);
    expect(await served.send('more')).toBeSent(4);
    expect(await socket.receive({ bytes: 9 })).toReceive('replymore');
    expect(await capture.wire({ of: socket })).toShow('FIN from client', '9 bytes from server');
  };

  await act.control(halfClosed);

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    expect((await inject('the client closes', () => socket.close())) ?? (await socket.end())).toBeDone();
    expect(await served.receive()).toBeClosed({ syscall: 'recv' });
    expect(await served.send('reply')).toBeSent(5);
    expect(await capture.wire({ of: socket })).toShow(
      'FIN from client',
      '5 bytes from server',
      'RST from client',
    );
    expect(await served.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
  });

  await act.lifted(halfClosed);
});
