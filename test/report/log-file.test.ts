// Logs of any length and any content, as far as a page shows them.

import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readContainer, shortName, withMachines } from '../../src/report/container-facts.ts';
import { readEngineEvents } from '../../src/report/engine-events.ts';
import { readEnds, readLogLine } from '../../src/report/log-file.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { engineEvent, inspected } from './sample-run.ts';

const at = '2026-01-31T12:00:00.123456789Z';

test('a short file is whole, with or without an end to its last line', () => {
  const path = join(temporaryDirectory(), 'log');
  writeFileSync(path, 'one\ntwo\n\nthree');
  expect(readEnds(path)).toEqual({ bytes: 14, head: ['one', 'two', '', 'three'], tail: [], leftOutBytes: 0 });
  writeFileSync(path, '');
  expect(readEnds(path)).toEqual({ bytes: 0, head: [], tail: [], leftOutBytes: 0 });
});

test('of a long file both ends are read, whole lines only, and the rest is counted', () => {
  const path = join(temporaryDirectory(), 'log');
  writeFileSync(path, 'first\n');
  const descriptor = openSync(path, 'r+');
  ftruncateSync(descriptor, 1e9);
  writeSync(descriptor, '\nlast\n', 1e9 - 6);
  closeSync(descriptor);
  expect(readEnds(path)).toMatchObject({
    bytes: 1e9,
    head: ['first'],
    tail: ['last'],
    leftOutBytes: 1e9 - 11,
  });
});

test("a line's time has microseconds; a line without one has none", () => {
  expect(readLogLine(`${at} hello`)).toEqual([Date.UTC(2026, 0, 31, 12) + 123.457, 'hello']);
  expect(readLogLine('hello')).toEqual([0, 'hello']);
  expect(readLogLine(`${at} `)).toEqual([Date.UTC(2026, 0, 31, 12) + 123.457, '']);
});

test('bytes in base64 are their beginning and their number, also where the engine has cut the line', () => {
  const data = Buffer.alloc(30_000, 'a').toString('base64');
  const line = `${at} {"outcome":{"kind":"received","data":"${data.slice(0, 16_300)}${at} ${data.slice(16_300)}","atMs":1}}`;
  const [, text] = readLogLine(line);
  expect(JSON.parse(text)).toEqual({
    outcome: { kind: 'received', data: data.slice(0, 80), dataBytes: 30_000, atMs: 1 },
  });
  expect(readLogLine(`${at} ${'x'.repeat(1000)}`)[1]).toBe(`${'x'.repeat(600)} … 400 more`);
});

test('of engine events those of the scenario are told, and nothing that it does all the time', () => {
  const lines = [
    JSON.stringify(engineEvent('die', 'tcp-1', 1000.25)),
    JSON.stringify(engineEvent('archive-path', 'tcp-1', 1001)),
    JSON.stringify(engineEvent('start', 'of-another-scenario', 1002)),
    '{"Type":',
    '',
  ];
  const read = readEngineEvents({ bytes: 0, head: lines, tail: [], leftOutBytes: 0 }, new Set(['tcp-1']));
  expect(read).toEqual({ events: [{ atMs: 1000.25, name: 'tcp-1', action: 'die', detail: '' }], leftOut: 3 });
});

test('a container is told by its role or its program, and by all its addresses', () => {
  expect(readContainer(inspected('probe-1', 'probe', 'services/probe.ts', '10.0.0.3'))).toEqual({
    ...{ id: '', name: 'probe-1', program: 'probe', addresses: ['10.0.0.3'] },
    ...{ image: 'sha256:0123', state: 'running' },
  });
  expect(readContainer(inspected('tcp-1', 'tcp', 'services/tcp.ts', 'fd00::2'))).toMatchObject({
    program: 'tcp service',
    addresses: ['fd00::2'],
  });
  expect(
    readContainer(
      '{"Name":"/db","Config":{"Image":"postgres:17"},"State":{"Status":"exited","ExitCode":137,"OOMKilled":true}}',
    ),
  ).toEqual({
    ...{
      id: '',
      name: 'db',
      program: 'postgres:17',
      addresses: [],
      image: 'postgres:17',
      state: 'exited with 137, out of memory',
    },
  });
  expect(shortName('/socketbed-aa11bb22-sidecar-of-probe-1-6f208f')).toBe('sidecar-of-probe-1-6f208f');
});

test('the addresses of a machine are those of the program that was put on it', () => {
  const machine = { ...JSON.parse(inspected('probe-1', 'probe', 'services/probe.ts', '10.0.0.3')), Id: 'a1' };
  const server = { Name: '/server-1', HostConfig: { NetworkMode: 'container:a1' } };
  const facts = withMachines([machine, server].map((each) => readContainer(JSON.stringify(each))));
  expect(facts.map(({ name, addresses }) => [name, addresses])).toEqual([
    ['probe-1', []],
    ['server-1', ['10.0.0.3']],
  ]);
});
