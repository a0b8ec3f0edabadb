// A probe from the test's side: sockets as objects over an attached stream, and what happens when the probe does not
// answer. What the sockets do is tested without Docker, in test/services/probe.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Bed } from '../../src/testbed/bed.ts';
import type { Probe } from '../../src/testbed/probe.ts';
import '../../src/vitest/matchers.ts';

const directory = mkdtempSync(join(tmpdir(), 'socketbed-probe-'));
let bed: Bed;
let one: Probe;
let other: Probe;
beforeAll(async () => {
  bed = await Bed.start({ run: { ...inject('run'), directory } });
  [one, other] = await Promise.all([bed.probe(), bed.probe()]);
});
afterAll(() => bed.stop());

test('both ends of a connection between two containers', async () => {
  const listener = await one.listen('tcp');
  const socket = await other.connect('tcp', listener.address);
  const accepted = await listener.accept();
  expect(socket).toBeConnected();
  expect(accepted).toBeAccepted();
  const [mine, theirs] = [socket.outcome, accepted.outcome];
  if (mine?.kind !== 'connected' || theirs?.kind !== 'accepted') throw new Error('no connection');
  expect([mine.local, mine.peer]).toEqual([theirs.peer, theirs.local]);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  expect(await socket.send(bytes)).toBeSent(256);
  expect(await accepted.receive({ bytes: 256 })).toReceive(bytes);
  expect(await socket.end()).toBeDone();
  expect(await accepted.receive({ untilEnd: true })).toMatchObject({ kind: 'received', ended: true });
  expect(await accepted.send('still')).toBeSent(5);
  expect(await socket.receive({ bytes: 5 })).toReceive('still');
});

test('times are comparable across containers', async () => {
  const listener = await one.listen('tcp');
  const socket = await other.connect('tcp', listener.address);
  const accepted = await listener.accept();
  const receiving = accepted.receive({ bytes: 5 });
  const sent = await socket.send('hello');
  const received = await receiving;
  // One kernel, one clock: what is received later is later.
  expect(received.atMs + received.durationMs).toBeGreaterThan(sent.atMs);
  expect(Math.abs(received.atMs - Date.now())).toBeLessThan(60_000);
});

test('an abstract name stays in its container, a path crosses', async () => {
  const [hidden, shared] = [
    await one.listen('unix-stream', { path: '\0name' }),
    await one.listen('unix-stream'),
  ];
  expect(hidden).toListen();
  expect(await one.connect('unix-stream', hidden.address)).toBeConnected();
  expect(await other.connect('unix-stream', hidden.address)).toBeRefused();
  expect(await other.connect('unix-stream', shared.address)).toBeConnected();
});

test('closeAll closes and counts', async () => {
  const probe = await bed.probe();
  const listener = await probe.listen('tcp');
  await probe.connect('tcp', listener.address);
  expect(await probe.closeAll()).toBe(2);
  expect(await probe.closeAll()).toBe(0);
  expect(await probe.connect('tcp', listener.address)).toBeRefused();
});

test('a probe that is killed fails what waits, and says so to whoever asks next', async () => {
  const probe = await bed.probe();
  const listener = await probe.listen('tcp');
  const waiting = listener.accept({ timeoutMs: 60_000 });
  const failed = expect(waiting).rejects.toMatchObject({ code: 'PROBE_GONE' });
  await probe.container.kill();
  await failed;
  await expect(probe.ask('tcp', one.container.at(1), 'x')).rejects.toThrow(
    'the probe ended with exit code 137',
  );
});

test('a probe that is paused is silent, not a hang', async () => {
  const probe = await bed.probe({ graceMs: 300 });
  await probe.container.pause();
  const error = await probe
    .ask('tcp', one.container.at(1), 'x', { timeoutMs: 100 })
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'PROBE_SILENT' });
  expect(error.message).toMatch(/did not answer `ask` in 400 ms.*Is its container paused/s);
  await probe.container.unpause();
  expect(await probe.ask('tcp', one.container.at(1), 'x')).toBeRefused();
});

test('a thousand sockets of one probe', async () => {
  const listener = await one.listen('tcp', { backlog: 1000 });
  const sockets = await Promise.all(
    Array.from({ length: 1000 }, () => other.connect('tcp', listener.address)),
  );
  expect(new Set(sockets.map(({ outcome }) => outcome?.kind))).toEqual(new Set(['connected']));
});
