// Where a scenario stands in the matrix of the page.

import { expect, test } from 'vitest';
import { columnOf } from '../../src/report/scenario-summary.ts';
import { scenario } from './sample-run.ts';

test.each([
  ['tcp/refused/closed-port', 'TCP'],
  ['udp/loss/on-the-wire', 'UDP'],
  ['unix/refused/path-missing', 'Unix stream'],
  ['unix/datagram/queue-full', 'Unix datagram'],
  ['http/refused', 'HTTP'],
  ['http/load/serial', 'HTTP'],
  ['http/load/serial-unix', 'Unix stream'],
  ['xmlrpc/fault', 'HTTP'],
  ['tls/expired', 'TLS'],
  ['dns/slow', 'DNS'],
  ['local/ports/in-use', 'this machine'],
  ['impossible/enetdown', 'this machine'],
  ['own-program/firewalled', 'TCP'],
])('%s is about %s', (id, column) => {
  expect(columnOf(scenario(id), [])).toBe(column);
});
