// A server that runs out of file descriptors: it refuses, says so once, and recovers. It does not spin.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';

/** Serves with few descriptors; prints its port, its events and, when asked by SIGUSR2, its CPU time in ms. */
const program = `
  import { ThreadingTCPServer } from '${new URL('../../src/socketserver/index.ts', import.meta.url).href}';
  import { LineEcho } from '${new URL('./handlers.ts', import.meta.url).href}';
  const onEvent = (event) => console.log(event.event);
  const server = await new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, LineEcho, { onEvent }).start();
  process.on('SIGUSR2', () => console.log('cpu ' + process.cpuUsage().user / 1000));
  console.log('port ' + server.address.port);`;

test('EMFILE: refuse, tell once, recover', async () => {
  const child = spawn(
    'sh',
    ['-c', 'ulimit -n 48; exec "$0" --input-type=module -e "$1"', process.execPath, program],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const told = (line: string): boolean => lines.includes(line);
  const clients: StreamClient[] = [];
  try {
    await until('the server listens', () => lines.length > 0);
    const address = { host: '127.0.0.1', port: Number(lines[0]?.slice('port '.length)) };
    for (let index = 0; index < 48; index += 1) clients.push(await StreamClient.connect(address));
    expect(await clients[0]?.exchange('served\n')).toBe('served\n');
    expect(await clients[47]?.ending).toMatch(/^(end|ECONNRESET)$/);
    await until('it is told', () => told('descriptors-exhausted'));
    child.kill('SIGUSR2');
    await until('the CPU time is told', () => lines.some((line) => line.startsWith('cpu')));
    const startMs = performance.now();
    await until('half a second has passed', () => performance.now() - startMs > 500);
    child.kill('SIGUSR2');
    await until(
      'the CPU time is told again',
      () => lines.filter((line) => line.startsWith('cpu')).length === 2,
    );
    const [before = 0, after = 0] = lines
      .filter((line) => line.startsWith('cpu'))
      .map((line) => Number(line.slice(4)));
    // A spinning accept loop would have used all of the half second.
    expect(after - before).toBeLessThan(250);
    for (const client of clients.splice(0)) client.reset();
    await until('it has recovered', () => told('descriptors-recovered'));
    await using late = await StreamClient.connect(address);
    expect(await late.exchange('served again\n')).toBe('served again\n');
    expect(lines.filter((line) => line === 'descriptors-exhausted')).toHaveLength(1);
  } finally {
    for (const client of clients) client.reset();
    child.kill('SIGKILL');
  }
});
