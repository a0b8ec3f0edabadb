// What waits on a socket when it is closed.

import { describe, expect, test } from 'vitest';
import { received, sharedDriver, smallBuffers } from './driver.ts';

const probe = sharedDriver();

describe('a close while something waits', () => {
  const cancelled = { kind: 'failed', code: 'ECANCELED', errno: 125 };

  test.each(['close', 'reset'] as const)('%s ends receives, waiting and queued, and a send', async (how) => {
    const { client, server } = await probe().pair('tcp', smallBuffers);
    const waiting = [client.receive(), client.receive(), client.send(Buffer.alloc(1_000_000))];
    await server.receive({ peek: true });
    expect(await client[how]()).toMatchObject({ kind: 'done' });
    expect(await Promise.all(waiting)).toMatchObject([
      { ...cancelled, syscall: 'recv' },
      { ...cancelled, syscall: 'recv' },
      { ...cancelled, syscall: 'send', bytes: expect.any(Number) },
    ]);
    expect(await client.receive()).toMatchObject({ code: 'EBADF' });
  });

  test('it ends an accept and a connect', async () => {
    const { socket, at } = await probe().server('tcp', { backlog: 0 });
    await probe().socket('tcp').connect(at);
    const [late, idle] = [probe().socket('tcp'), (await probe().server('tcp')).socket];
    const [connecting, accepting] = [late.connect(at), idle.accept()];
    const receiving = late.receive();
    await Promise.all([late.close(), idle.close()]);
    expect(await connecting).toMatchObject({ ...cancelled, syscall: 'connect' });
    expect(await receiving).toMatchObject({ ...cancelled, syscall: 'recv' });
    expect((await accepting).outcome).toMatchObject({ ...cancelled, syscall: 'accept' });
    await socket.close();
  });

  test('a descriptor that the kernel gives away again does not hear the old one', async () => {
    for (let times = 0; times < 20; times += 1) {
      const { client, server } = await probe().pair('tcp');
      const receiving = client.receive();
      client.close();
      const next = await probe().pair('tcp');
      const waiting = next.client.receive();
      await server.close();
      await next.server.send('new');
      expect(await receiving).toMatchObject(cancelled);
      expect(await waiting).toMatchObject(received('new'));
    }
  });
});
