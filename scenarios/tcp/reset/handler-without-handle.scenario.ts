// What do clients get from a server whose handler class has no method `handle`?
//
// The original's error note 1 (WinError 10053, software caused connection abort). The server ends each connection at
// once: a client reads the end; what it writes then draws a reset, and the next write finds a broken pipe.

import { expect, scenario } from 'socketbed/vitest';

scenario('without handle each connection is closed unserved', async ({ bed, act, inject }) => {
  const [echo, broken, client] = await Promise.all([
    bed.service('tcp'),
    bed.service('tcp', { handler: 'without-handle' }),
    bed.probe(),
  ]);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', echo.address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const server = (await inject('the handler class has no handle', () => broken)) ?? echo;
    const sinceMs = Date.now();
    const socket = await client.connect('tcp', server.address);
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await socket.send('hello')).toBeSent(5);
    // That draws a reset, which only a writer is told of: a reader has had the end already.
    await expect.poll(() => socket.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('FIN from server', '5 bytes from client', 'RST from server');
    const line = await broken.container.line((text) => text.includes('has no method handle'), { sinceMs });
    expect(JSON.parse(line)).toMatchObject({ event: 'problem', what: 'request-failed' });
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', echo.address, 'hello')).toReply('HELLO');
  });
});
