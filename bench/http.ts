// node bench/http.ts [rounds]: what we claim about speed over HTTP. The generator is autocannon, on the other core; all
// contenders run and are asked in turn, a second each, and only ratios count, of which the median is given: of replies per
// second, and of the server's processor time per reply ("thrift"), which a busy machine disturbs less.
//
// Floors: "hello" 0.85 of a plain node:http server and 5 times Python's ThreadingHTTPServer; files 0.7 of the library
// `send` used bare.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SocketbedError } from '../src/errors/socketbed-error.ts';
import { MeasuredServer } from './server.ts';

const serverCore = 0;
const loadCore = '1';
/** Seconds that the compilers have to warm up. */
const warmUpRounds = 3;
const rounds = Number(process.argv[2] ?? 7);
const connections = '64';

interface Sample {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

const run = promisify(execFile);
const autocannon = createRequire(import.meta.url).resolve('autocannon');
const server = (name: string): string => fileURLToPath(new URL(`./servers/${name}`, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'socketbed-bench-'));
writeFileSync(join(directory, 'small.txt'), 'x'.repeat(1000));
writeFileSync(join(directory, 'middle.bin'), Buffer.alloc(100_000, 1));

try {
  await compare('hello, 64 connections', 'hello', '/');
  await compare('a file of 1 kB', 'files', '/small.txt');
  await compare('a file of 100 kB', 'files', '/middle.bin');
} finally {
  rmSync(directory, { recursive: true });
}

function contenders(kind: string): Contender[] {
  const node = (name: string): string[] => [process.execPath, server(name), kind, directory];
  const python = ['python3', server('python-http.py'), kind, directory];
  return [
    { name: kind === 'hello' ? 'node:http' : 'send', command: node('raw-http.ts') },
    { name: 'socketserver', command: node('our-http.ts') },
    { name: 'Python', command: python },
    { name: 'Python, tuned', command: [...python, 'tuned'] },
  ];
}

async function compare(title: string, kind: string, path: string): Promise<void> {
  console.log(`\n${title}`);
  await using stack = new AsyncDisposableStack();
  const running: [string, MeasuredServer, Sample[]][] = [];
  for (const { name, command } of contenders(kind))
    running.push([name, stack.use(await MeasuredServer.start(command, serverCore)), []]);
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [name, measured, samples] of running) {
      const sample = await measure(name, measured, path);
      if (round >= 0) samples.push(sample);
    }
  }
  const ours = running.find(([name]) => name === 'socketserver')?.[2] ?? [];
  for (const [name, , samples] of running) print(name, samples, ours);
}

async function measure(name: string, measured: MeasuredServer, path: string): Promise<Sample> {
  const cpuMs = measured.cpuMs();
  const url = `http://127.0.0.1:${measured.port}${path}`;
  const args = ['-c', loadCore, process.execPath, autocannon, '--json', '-c', connections, '-d', '1', url];
  const { stdout } = await run('taskset', args, { maxBuffer: 1e8 });
  const { requests, errors, timeouts, non2xx } = JSON.parse(stdout);
  const usedMs = measured.cpuMs() - cpuMs;
  if (requests.total === 0 || errors + timeouts + non2xx > 0) {
    throw new SocketbedError({
      code: 'BENCH_INVALID',
      what: `the measurement of ${name} is void`,
      found: `${requests.total} replies, ${errors} errors, ${timeouts} timeouts, ${non2xx} with another status`,
      advice: 'Look at what the server printed above',
    });
  }
  return { perSecond: requests.average, cpuMicroseconds: (usedMs * 1000) / requests.total };
}

/** Each contender, and how far ours is ahead of it. */
function print(name: string, samples: Sample[], ours: Sample[]): void {
  const perSecond = median(samples.map((sample) => sample.perSecond));
  const cpu = median(samples.map((sample) => sample.cpuMicroseconds));
  const speed = median(samples.map((sample, round) => (ours[round]?.perSecond ?? 0) / sample.perSecond));
  const thrift = median(
    samples.map((sample, round) => sample.cpuMicroseconds / (ours[round]?.cpuMicroseconds ?? 0)),
  );
  const ratios =
    name === 'socketserver' ? '' : `; ours: speed ${speed.toFixed(2)}, thrift ${thrift.toFixed(2)}`;
  console.log(
    `  ${name.padEnd(14)} ${Math.round(perSecond)}/s, ${cpu.toFixed(1)} us of processor each${ratios}`,
  );
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
