// node bench/xmlrpc.ts [rounds]: XML-RPC's `add(2, 3)`, ours against Python's. Server on one core, autocannon on the
// other, all contenders asked in turn, and of all that only ratios, taken round by round, of which the median counts.
//
// Each answer is compared with the right one: a quick server that answers wrong says nothing.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SocketbedError } from '../src/errors/socketbed-error.ts';
import { dumpCall, dumpResponse } from '../src/socketserver/xmlrpc/index.ts';
import { MeasuredServer } from './server.ts';

const serverCore = 0;
const loadCore = '1';
/** Calls that the compiler has to warm up. */
const warmUpCalls = 8_000;
const rounds = Number(process.argv[2] ?? 5);
const script = (name: string): string => fileURLToPath(new URL(`./servers/${name}`, import.meta.url));
const autocannon = fileURLToPath(new URL('../node_modules/autocannon/autocannon.js', import.meta.url));

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

interface Sample {
  readonly perSecond: number;
  readonly cpuMicrosecondsPerReply: number;
  readonly p99Ms: number;
}

const ours = (kind: string, name: string): Contender => ({
  name,
  command: [process.execPath, script('xmlrpc.ts'), kind],
});
const raw: Contender = {
  name: 'node:http, a fixed answer',
  command: [process.execPath, script('xmlrpc-raw.ts')],
};
const python = (kind: string, name: string): Contender => ({
  name,
  command: ['python3', script('xmlrpc_server.py'), kind],
});

await compare('one client', 1, [
  python('plain', 'Python SimpleXMLRPCServer'),
  python('keepalive', 'Python, threads and keep-alive'),
  ours('serial', 'SimpleXMLRPCServer'),
  raw,
]);
await compare('16 clients', 16, [
  python('plain', 'Python SimpleXMLRPCServer'),
  python('keepalive', 'Python, threads and keep-alive'),
  ours('serial', 'SimpleXMLRPCServer'),
  ours('threading', 'ThreadingXMLRPCServer'),
  raw,
]);

/** The first contender is the base of the ratios. */
async function compare(title: string, connections: number, contenders: readonly Contender[]): Promise<void> {
  console.log(`\nadd(2, 3), ${title} (floor: 3 times Python's SimpleXMLRPCServer)`);
  await using stack = new AsyncDisposableStack();
  const measured = [];
  for (const { name, command } of contenders)
    measured.push({
      name,
      server: stack.use(await MeasuredServer.start(command, serverCore)),
      samples: [] as Sample[],
    });
  for (const { server } of measured) await load(server, ['-c', '16', '-a', String(warmUpCalls)]);
  for (let round = 0; round < rounds; round += 1)
    for (const { server, samples } of measured) samples.push(await measure(server, connections));
  const [base] = measured;
  for (const { name, samples } of measured) print(name, samples, base?.samples ?? []);
}

interface Result {
  readonly '2xx': number;
  readonly non2xx: number;
  readonly errors: number;
  readonly mismatches: number;
  readonly duration: number;
  readonly latency: { readonly p99: number };
}

async function measure(server: MeasuredServer, connections: number): Promise<Sample> {
  const cpuMs = server.cpuMs();
  const { '2xx': replies, duration, latency } = await load(server, ['-c', String(connections), '-d', '2']);
  return {
    perSecond: replies / duration,
    cpuMicrosecondsPerReply: ((server.cpuMs() - cpuMs) * 1000) / replies,
    p99Ms: latency.p99,
  };
}

async function load({ port }: MeasuredServer, amount: readonly string[]): Promise<Result> {
  const call = dumpCall('add', [2, 3]).toString();
  const args = [
    ...[autocannon, '--json', '--no-progress', '-m', 'POST', '-H', 'Content-Type=text/xml'],
    ...['-b', call, '-E', dumpResponse(5).toString(), ...amount, `http://127.0.0.1:${port}/RPC2`],
  ];
  const { stdout } = await promisify(execFile)('taskset', ['-c', loadCore, process.execPath, ...args]);
  const result: Result = JSON.parse(stdout);
  const { '2xx': replies, non2xx, errors, mismatches } = result;
  if (replies > 0 && non2xx + errors + mismatches === 0) return result;
  throw new SocketbedError({
    code: 'BENCH_INVALID',
    what: 'the XML-RPC measurement is void',
    found: `${replies} replies, ${mismatches} wrong, ${non2xx} with another status, ${errors} errors`,
    advice: 'Look at what the server printed above',
  });
}

function print(name: string, samples: readonly Sample[], base: readonly Sample[]): void {
  const of = (value: (sample: Sample) => number): number => median(samples.map(value));
  const ratio = median(samples.map(({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? 0)));
  const thrift = median(
    samples.map(
      (sample, round) => (base[round]?.cpuMicrosecondsPerReply ?? 0) / sample.cpuMicrosecondsPerReply,
    ),
  );
  console.log(
    `  ${name.padEnd(32)} ${Math.round(of(({ perSecond }) => perSecond))}/s,` +
      ` ${of((sample) => sample.cpuMicrosecondsPerReply).toFixed(0)} us of processor each,` +
      ` p99 ${of(({ p99Ms }) => p99Ms)} ms; speed ${ratio.toFixed(2)}, thrift ${thrift.toFixed(2)}`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
