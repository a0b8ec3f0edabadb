// The matrix with two implementations that are quick to start, and with such as do not keep to the contract.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPcap } from '../../src/evidence/pcap.ts';
import { matrixFaults } from '../../src/matrix/faults.ts';
import { ensureImplementations, type Implementation } from '../../src/matrix/implementations.ts';
import type { Matrix } from '../../src/matrix/matrix.ts';
import { runMatrix } from '../../src/matrix/run-matrix.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { runChild } from '../../src/testbed/engine/child.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { checkRun, leftoversOf } from '../check/check-run.ts';
import { programImage } from '../check/programs.ts';
import { cleanEnvironment } from '../report/vitest-project.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

/** What each of the two calls each fault: name, code or message. */
const words: Readonly<Record<string, readonly [node: string, python: string]>> = {
  'refused/closed-port': ['ECONNREFUSED', 'ConnectionRefusedError'],
  'refused/firewall-reset': ['ECONNREFUSED', 'ConnectionRefusedError'],
  'refused/icmp-port': ['ECONNREFUSED', 'ConnectionRefusedError'],
  'unreachable/icmp-net': ['ENETUNREACH', 'OSError ENETUNREACH'],
  'unreachable/icmp-host': ['EHOSTUNREACH', 'OSError EHOSTUNREACH'],
  'unreachable/icmp-protocol': ['ENOPROTOOPT', 'OSError ENOPROTOOPT'],
  'unreachable/icmp-prohibited': ['EHOSTUNREACH', 'OSError EHOSTUNREACH'],
  'unreachable/no-route': ['ENETUNREACH', 'OSError ENETUNREACH'],
  'unreachable/no-such-host': ['EHOSTUNREACH', 'OSError EHOSTUNREACH'],
  'denied/prohibited-route': ['EACCES', 'PermissionError'],
  'silence/black-hole': ['ETIMEDOUT', 'TimeoutError ETIMEDOUT'],
  'silence/black-hole-deadline': ["event 'timeout'", 'TimeoutError'],
  'silence/no-reply': ["event 'timeout'", 'TimeoutError'],
  'silence/mid-reply': ["event 'timeout'", 'TimeoutError'],
  'reset/instead-of-reply': ['ECONNRESET', 'ConnectionResetError'],
  'reset/mid-reply': ['ECONNRESET', 'ConnectionResetError'],
  'end/instead-of-reply': ["event 'end'", "recv() == b''"],
  'end/mid-reply': ["event 'end'", "recv() == b''"],
  'name/not-found': ['ENOTFOUND', 'socket.gaierror'],
  'name/server-fails': ['EAI_AGAIN', 'socket.gaierror'],
};

test('Node and Python against every fault', async () => {
  const run = checkRun();
  const implementations = await ensureImplementations(['node-net', 'python-socket']);
  const {
    rows,
    differences,
    implementations: seen,
  } = await runMatrix({ run, implementations, faults: matrixFaults });
  expect(await leftoversOf(run)).toEqual([]);
  expect(rows.map(({ id }) => id)).toEqual(['good-server', ...Object.keys(words)]);
  for (const { id, cells, wire } of rows.slice(1)) {
    const [node, python] = cells.map(({ state, reason, said }) =>
      [state, reason, said?.name, said?.code].join(' '),
    );
    expect([id, node]).toEqual([id, expect.stringContaining(words[id]?.[0] ?? '?')]);
    expect([id, python]).toEqual([id, expect.stringContaining(words[id]?.[1] ?? '?')]);
    expect(wire).toBe(matrixFaults.find((fault) => fault.id === id)?.wire);
    expect(readPcap(readFileSync(join(run.directory, id, 'capture.pcap'))).linkType).toBeDefined();
  }
  expect(differences).toEqual([]);
  expect(seen).toMatchObject([
    { runtime: expect.stringMatching(/^Node/) },
    { runtime: expect.stringMatching(/^Python/) },
  ]);
  const halves = rows.find(({ id }) => id === 'reset/mid-reply')?.cells;
  expect(halves).toMatchObject([{ said: { bytes: 2 } }, { said: { bytes: 2 } }]);
  expect(halves?.[0]?.events).toEqual([
    ...['SYN', 'SYN-ACK from server', '5 bytes from client', '2 bytes from server', 'RST from server'],
  ]);
});

test('who cannot do it is told with its reason, and holds up nobody', async () => {
  const run = checkRun();
  const good = await ensureImplementations(['node-net']);
  const odd: Implementation[] = [
    // Its command starts a prompt, and ends with its input: it says nothing, and connects to nobody.
    { name: 'says-nothing', image: { id: programImage } },
    { name: 'not-there', image: { id: 'socketbed-no-such-image' } },
    { name: 'not-built', image: { problem: 'no compiler' } },
  ];
  const [closedPort] = matrixFaults;
  const faults = closedPort === undefined ? [] : [closedPort];
  const { rows } = await runMatrix({ run, implementations: [...odd, ...good], faults });
  expect(await leftoversOf(run)).toEqual([]);
  const told = rows.at(-1)?.cells.map(({ state, reason }) => `${state}: ${reason ?? ''}`);
  expect(told).toEqual([
    expect.stringMatching(/^unknown: with a good server: it said nothing; it ended with exit code 0/),
    expect.stringMatching(/^unknown: with a good server: Docker cannot start it: .*socketbed-no-such-image/),
    'unsupported: no compiler',
    'said: ',
  ]);
});

test('a row whose fault is left out is unknown', async () => {
  const run = checkRun();
  const faults = matrixFaults
    .filter(({ id }) => id === 'refused/closed-port' || id === 'unreachable/icmp-host')
    .map(({ serve: _serve, inject: _inject, ...row }) => row);
  const implementations = await ensureImplementations(['node-net']);
  const { rows } = await runMatrix({ run, implementations, faults });
  expect(rows.slice(1).map(({ cells }) => cells[0])).toMatchObject([
    { state: 'unknown', reason: 'it got the whole reply' },
    { state: 'unknown', reason: 'it got the whole reply' },
  ]);
});

test('who interrupts it does not wait for clients that wait, and is told no half row', async () => {
  const run = checkRun();
  const interrupt = new AbortController();
  const implementations = await ensureImplementations(['node-net']);
  const { rows } = await runMatrix({
    run,
    implementations,
    // Its client waits for some seconds until the kernel gives up.
    faults: matrixFaults.filter(({ id }) => id === 'silence/black-hole'),
    onRow: () => void setTimeout(() => interrupt.abort(), 1000),
    signal: interrupt.signal,
  });
  expect(rows.map(({ id }) => id)).toEqual(['good-server']);
  expect((await runLeftovers(await dockerClient(), run.id)).flat()).toEqual([]);
});

test('the command prints one document, keeps it, and leaves nothing', async () => {
  const args = [main, 'run', '--matrix', 'reset/mid-reply', 'node-net', '--json'];
  const { exitCode, stdout } = await runChild(process.execPath, args, { env: cleanEnvironment() });
  const matrix: Matrix = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(matrix).toMatchObject({
    versions: { socketbed: expect.any(String), kernel: expect.any(String), engine: expect.any(String) },
    implementations: [{ name: 'node-net' }],
    rows: [
      { id: 'good-server' },
      { id: 'reset/mid-reply', wire: 'RST from server', cells: [{ state: 'said' }] },
    ],
  });
  const folder = join(projectDirectory, 'results', matrix.run);
  expect(readFileSync(join(folder, 'matrix.json'), 'utf8')).toBe(stdout);
  expect(existsSync(join(folder, 'reset/mid-reply/capture.pcap'))).toBe(true);
  expect((await runLeftovers(await dockerClient(), matrix.run)).flat()).toEqual([]);
});
