// npm run bench: what we claim about speed. Server on one core, generator on the other, all contenders running and asked
// in turn (A B C A B C), a second each; and of all that only ratios to raw Node, taken round by round, of which the
// median counts: of replies per second, and of the server's processor time per reply ("thrift"), which a busy machine
// disturbs less. `npm run bench -- 3` takes three rounds instead of nine.

import { fileURLToPath } from 'node:url';
import { compileLoad, type LoadOptions, runLoad } from './load.ts';
import { MeasuredServer } from './server.ts';

const serverCore = 0;
const loadCore = 1;
/** Seconds that the compiler has to warm up. */
const warmUpRounds = 2;
const rounds = Number(process.argv[2] ?? 9);
const script = (name: string): string => fileURLToPath(new URL(`./servers/${name}`, import.meta.url));
const node = process.execPath;

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

interface Sample {
  readonly perSecond: number;
  readonly cpuMicrosecondsPerReply: number;
}

const ours = (kind: string): Contender => ({
  name: 'socketserver',
  command: [node, script('socketserver.ts'), kind],
});
const raw = (kind: string): Contender => ({ name: 'raw Node', command: [node, script('raw.ts'), kind] });
const python = (kind: string): Contender => ({
  name: 'Python',
  command: ['python3', script('python.py'), kind],
});

const load = compileLoad();
await compare('ping-pong, 64 connections', 'stream', { mode: 'stream', count: 64, bytes: 32 }, 0.85);
await compare('connect, one request, close', 'stream', { mode: 'connect', count: 16, bytes: 32 }, 0.85);
await compare('UDP, 16 sockets', 'datagram', { mode: 'datagram', count: 16, bytes: 32 }, 0.9);
await compareForking();
await compareMemory();

type Case = Pick<LoadOptions, 'mode' | 'count' | 'bytes'>;

async function compare(title: string, kind: string, options: Case, floor: number): Promise<void> {
  console.log(`\n${title} (floor: ${floor} of raw Node)`);
  const samples = await alternate([raw(kind), ours(kind), python(kind)], options, true);
  print(samples);
}

/**
 * Messages of 64 KiB, which take a server's processor a while: what forking is for. Nothing is pinned: two children
 * and the generator share two cores, one process has one.
 */
async function compareForking(): Promise<void> {
  console.log(
    '\n64 KiB messages, 8 connections: forking with two warm children against one raw process (floor: 1)',
  );
  print(
    await alternate([raw('stream'), ours('forking')], { mode: 'stream', count: 8, bytes: 65_536 }, false),
  );
}

async function compareMemory(): Promise<void> {
  const count = 10_000;
  console.log(
    `\n${count} open connections, each served once: memory per connection (ceiling: 1.2 of raw Node)`,
  );
  const bytes: Record<string, number> = {};
  for (const contender of [raw('stream'), raw('async'), ours('stream')]) {
    const label = contender.command.at(-1) === 'async' ? 'raw, async' : contender.name;
    await using server = await MeasuredServer.start(contender.command);
    const before = server.memoryBytes();
    let after = before;
    const result = await runLoad(
      load,
      { mode: 'hold', port: server.port, count, bytes: 32, seconds: 0 },
      () => {
        after = server.memoryBytes();
      },
    );
    bytes[label] = (after - before) / count;
    console.log(
      `  ${label.padEnd(14)} ${Math.round((after - before) / count)} bytes, ${result.served} served`,
    );
  }
  const ratio = (over: string): string => ((bytes.socketserver ?? 0) / (bytes[over] ?? 0)).toFixed(2);
  console.log(
    `  against raw Node ${ratio('raw Node')}, against raw Node with an async handler ${ratio('raw, async')}`,
  );
}

async function alternate(
  contenders: Contender[],
  options: Case,
  pin: boolean,
): Promise<Map<string, Sample[]>> {
  await using stack = new AsyncDisposableStack();
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  const servers: [string, MeasuredServer][] = [];
  for (const { name, command } of contenders) {
    servers.push([name, stack.use(await MeasuredServer.start(command, pin ? serverCore : undefined))]);
  }
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [name, server] of servers) {
      const sample = await measure(server, { ...options, seconds: 1, ...(pin ? { core: loadCore } : {}) });
      if (round >= 0) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

async function measure(server: MeasuredServer, options: Omit<LoadOptions, 'port'>): Promise<Sample> {
  const cpuMs = server.cpuMs();
  const { perSecond, replies } = await runLoad(load, { ...options, port: server.port });
  return { perSecond, cpuMicrosecondsPerReply: ((server.cpuMs() - cpuMs) * 1000) / replies };
}

function print(samples: Map<string, Sample[]>): void {
  const base = samples.get('raw Node') ?? [];
  for (const [name, list] of samples) {
    const perSecond = median(list.map((sample) => sample.perSecond));
    const cpu = median(list.map((sample) => sample.cpuMicrosecondsPerReply));
    const speed = median(list.map((sample, round) => sample.perSecond / (base[round]?.perSecond ?? 0)));
    const thrift = median(
      list.map(
        (sample, round) => (base[round]?.cpuMicrosecondsPerReply ?? 0) / sample.cpuMicrosecondsPerReply,
      ),
    );
    console.log(
      `  ${name.padEnd(14)} ${Math.round(perSecond)}/s, ${cpu.toFixed(1)} us of processor each;` +
        ` against raw Node: speed ${speed.toFixed(2)}, thrift ${thrift.toFixed(2)}`,
    );
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
