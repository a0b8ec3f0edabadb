// What the standing bed reads: compose's output, multiplexed logs, ready lines and the lines of clients.

import { describe, expect, test } from 'vitest';
import { protocols } from '../../src/errors/transport.ts';
import { composeProblem } from '../../src/testbed/compose.ts';
import { demultiplexLines } from '../../src/testbed/container-log.ts';
import { ReplyLog } from '../../src/testbed/first-replies.ts';
import { describeParts, readyAddress } from '../../src/testbed/standing-bed.ts';

describe("compose's problem", () => {
  test.each([
    [
      'an unhealthy service',
      ' Container bed-tcp-1  Started\n Container bed-tcp-1  Error\ndependency failed to start: container bed-tcp-1 is unhealthy\n',
      'dependency failed to start: container bed-tcp-1 is unhealthy',
    ],
    [
      'a build that fails',
      '#7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1\n------\n > [2/4] RUN npm ci:\n------\nfailed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1\n',
      'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    ],
    [
      'the engine refuses',
      ' Network bed_default  Creating\nError response from daemon: all predefined address pools have been fully subnetted\n',
      'Error response from daemon: all predefined address pools have been fully subnetted',
    ],
    ['a service that is not there', 'no such service: clients\n', 'no such service: clients'],
    ['nothing that is known', 'line 1\n\nline 2\n', 'line 1\nline 2'],
  ])('%s', (_name, output, problem) => {
    expect(composeProblem(output)).toBe(problem);
  });
});

describe('a multiplexed log', () => {
  const frame = (stream: 1 | 2, text: string) => {
    const body = Buffer.from(text);
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(body.length, 4);
    return Buffer.concat([header, body]);
  };
  const log = Buffer.concat([frame(1, 'one\ntw'), frame(1, 'o\n'), frame(2, '\nnaïve ✔\n'), frame(1, 'end')]);
  const lines = ['one', 'two', '', 'naïve ✔', 'end'];

  test('gives whole lines wherever the chunks break', async () => {
    for (let size = 1; size <= log.length; size += 1) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < log.length; at += size) chunks.push(log.subarray(at, at + size));
      expect(await Array.fromAsync(demultiplexLines(chunks))).toEqual(lines);
    }
  });

  test('that is empty has no lines', async () => {
    expect(await Array.fromAsync(demultiplexLines([]))).toEqual([]);
  });
});

describe('first replies', () => {
  const round = (number: number, failing: readonly string[] = []) => {
    const results = protocols.map((transport, index) => ({
      transport,
      outcome: failing.includes(transport) ? ('refused' as const) : ('reply' as const),
      ms: number + index / 10,
    }));
    return JSON.stringify({ event: 'round', client: 3, reply: 'HELLO', results });
  };

  test('are those of the first round in which each transport answered', () => {
    const log = new ReplyLog((line) => {
      const event = JSON.parse(line);
      return event.event === 'round' ? event : undefined;
    });
    log.add('{"event":"ready","service":"client","index":3}');
    expect(log.missing()).toEqual(['tcp', 'udp', 'unix-stream', 'unix-datagram', 'http', 'xmlrpc']);
    log.add(round(1, ['udp']));
    expect(log.missing()).toEqual(['udp']);
    expect(log.answered('bed-client-3')).toBeUndefined();
    log.add(round(2));
    expect(log.missing()).toEqual([]);
    expect(log.answered('bed-client-3')).toEqual({
      index: 3,
      container: 'bed-client-3',
      replies: {
        tcp: { text: 'HELLO', roundTripMs: 1 },
        udp: { text: 'HELLO', roundTripMs: 2.1 },
        'unix-stream': { text: 'HELLO', roundTripMs: 1.2 },
        'unix-datagram': { text: 'HELLO', roundTripMs: 1.3 },
        http: { text: 'HELLO', roundTripMs: 1.4 },
        xmlrpc: { text: 'HELLO', roundTripMs: 1.5 },
      },
    });
  });
});

describe('ready lines', () => {
  test.each([
    ['{"event":"ready","service":"tcp","transport":"tcp","address":"0.0.0.0","port":8080}', ['tcp:8080']],
    ['{"event":"ready","service":"tcp","transport":"unix-stream","path":"/run/x.sock"}', ['/run/x.sock']],
    ['tcp   connect   tcp   172.18.0.6:51234', []],
  ])('%s', (line, addresses) => {
    expect(readyAddress('tcp', line)).toEqual(addresses);
  });
});

test('the parts of a bed are counted in words', () => {
  const bed = { project: 'bed', containers: ['a', 'b'], networks: ['n'], volumes: [] };
  expect(describeParts(bed)).toBe('2 containers, 1 network, 0 volumes');
});
