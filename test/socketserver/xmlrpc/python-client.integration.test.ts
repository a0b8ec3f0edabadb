// Python's own client, unchanged, against our server: what its users rely on.

import { beforeAll, describe, expect, test } from 'vitest';
import { exampleServer } from './example-server.ts';
import { noPython, python } from './python-peer.ts';

const checks = [
  'list_methods',
  'method_help',
  'arithmetic',
  'scalars',
  'structs',
  'long_list',
  'binary',
  'dates',
  'nil',
  'unicode_names',
  'big_integers',
  'gzip_both_ways',
  'keep_alive',
  'multicall',
  'faults',
  'paths',
  'dotted_names',
  'client_encoding',
  'headers',
] as const;

describe.skipIf(noPython !== undefined)(`Python's ServerProxy ${noPython ?? ''}`, () => {
  // One process for all checks: most of a check's time is the start of Python.
  let said: readonly string[] = [];
  beforeAll(async () => {
    await using running = await exampleServer().start();
    await using client = python('python_client.py', running.address.port, ...checks);
    await client.ended;
    said = client.lines;
  });

  test.each(checks)('%s', (check) => {
    expect(said.filter((line) => line.includes(` ${check}`))).toEqual([`ok ${check}`]);
  });

  test('is told by a fault when a result is nothing and nil is not allowed', async () => {
    await using running = await exampleServer({ allowNone: false }).start();
    await using client = python('python_client.py', running.address.port, 'nil_refused');
    await client.ended;
    expect(client.lines).toEqual(['ok nil_refused']);
  });
});
