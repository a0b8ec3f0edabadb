// A run as it lies on disk, made of real captures: one scenario of each family, and what can be wrong with each part.
// Every test that looks at a page builds it from here.

import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outcome } from '../../src/errors/outcome.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { observe, recordWire } from '../../src/evidence/observed-wire.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import type {
  ActResult,
  RecordedOutcome,
  RecordedWire,
  Results,
  ScenarioResult,
} from '../../src/evidence/results.ts';
import { resultsVersion } from '../../src/evidence/results.ts';
import { captureNames, readCapture } from '../evidence/captures/read-capture.ts';

const beganMs = Date.parse('2026-03-01T10:00:00.000Z');

export function results(scenarios: readonly ScenarioResult[], run: Partial<Results['run']> = {}): Results {
  return {
    version: resultsVersion,
    run: {
      ...{ id: 'aa11bb22', seed: '7', startedAt: new Date(beganMs).toISOString(), durationMs: 61_500 },
      state: 'ended',
      versions: { socketbed: '0.2.0', node: '24.21.0', engine: '26.1.5', kernel: '6.12.0' },
      host: { platform: 'linux', arch: 'x64', cpus: 2, memoryBytes: 8 * 2 ** 30 },
      abilities: [
        { name: 'nftables', state: 'available' },
        { name: 'netem', state: 'missing' },
      ],
      ...run,
    },
    scenarios,
  };
}

export function scenario(id: string, more: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    id,
    question: `Does ${id} do what it says?`,
    verdict: 'passed',
    cause: 'refused (ECONNREFUSED connect) after 0.4 ms',
    durationMs: 240,
    acts: [],
    expected: '',
    failures: [],
    rerun: `./socketbed run ${id} --seed 7`,
    files: [],
    ...more,
  };
}

export const outcome = (kind: Outcome['kind'], more: Partial<RecordedOutcome> = {}): RecordedOutcome => ({
  kind,
  atMs: beganMs + 10,
  durationMs: 1.8,
  ...more,
});

export const refused = outcome('refused', { code: 'ECONNREFUSED', syscall: 'connect', errno: 111 });

export function act(name: ActResult['act'], more: Partial<ActResult> = {}): ActResult {
  const none = { outcome: null, expected: null, wire: null, checks: [], injections: [] };
  return { act: name, atMs: beganMs, durationMs: 20, ...none, ...more };
}

/** Control, fault and lifted around what the packets of a capture say. */
export function actsAround(
  wire: RecordedWire,
  seen: RecordedOutcome,
  what = 'the rule is put in',
): ActResult[] {
  const { atMs, durationMs } = wire.signature;
  const timed = { ...seen, atMs: atMs - 0.5, durationMs: Math.max(seen.durationMs, durationMs + 0.5) };
  const expected = timed.code ?? timed.kind;
  return [
    act('control', { atMs: atMs - 60, durationMs: 40, checks: [] }),
    act('fault', {
      ...{ atMs: atMs - 20, durationMs: durationMs + 40, outcome: timed, expected, wire },
      checks: [
        { expected, outcome: timed, passed: true },
        { expected: wire.events.slice(0, 2).join(', '), wire, passed: true },
      ],
      injections: [{ what, atMs: atMs - 15, durationMs: 2 }],
    }),
    act('lifted', { atMs: atMs + durationMs + 30, durationMs: 10 }),
  ];
}

/** What the first conversation of a capture of test/evidence says. */
export function wireOfCapture(name: string): RecordedWire {
  const { conversations } = groupConversations(parsePackets(readPcap(readCapture(name), name).records));
  const transports = conversations.filter(({ transport }) => transport === 'tcp' || transport === 'udp');
  const conversation = transports[0] ?? conversations[0];
  if (conversation === undefined) throw new RangeError(`no conversation in ${name}`);
  const last = conversation.turns.at(-1)?.packet.atMs ?? 0;
  return recordWire(observe('probe-1', conversation, last));
}

/** A run's folder as it grows: files first, `results.json` at last. */
export class SampleRun {
  readonly folder: string;
  readonly #scenarios: ScenarioResult[] = [];

  /** `directory` is what holds the runs. */
  constructor(directory: string, id = 'aa11bb22') {
    this.folder = join(directory, id);
    mkdirSync(this.folder, { recursive: true });
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  /** A long file that costs no disk: its beginning, zeros, its end. */
  writeLong(path: string, head: string, tail: string, bytes: number): void {
    this.write(path, head);
    const descriptor = openSync(join(this.folder, path), 'r+');
    ftruncateSync(descriptor, bytes);
    writeSync(descriptor, tail, bytes - Buffer.byteLength(tail));
    closeSync(descriptor);
  }

  add(added: ScenarioResult): void {
    this.#scenarios.push(added);
  }

  /** A scenario of a capture, with the containers that took part. */
  addCaptured(id: string, capture: string, seen: RecordedOutcome, more: Partial<ScenarioResult> = {}): void {
    const wire = wireOfCapture(capture);
    const acts = actsAround(wire, seen);
    this.write(`${id}/probe-1.pcap`, readCapture(capture));
    this.writeContainers(id, wire);
    const files = [
      'probe-1.pcap',
      'probe-1.inspect.json',
      'tcp-1.inspect.json',
      'probe-1.log',
      'tcp-1.log',
      'events.jsonl',
    ];
    this.add(scenario(id, { acts, files: files.map((file) => `${id}/${file}`), ...more }));
  }

  writeContainers(id: string, { signature: { client, server, atMs } }: RecordedWire): void {
    const host = (endpoint: string) => endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    this.write(
      `${id}/probe-1.inspect.json`,
      inspected('probe-1', 'probe', 'services/probe.ts', host(client)),
    );
    this.write(`${id}/tcp-1.inspect.json`, inspected('tcp-1', 'tcp', 'services/tcp.ts', host(server)));
    const called = { id: 3, outcome: { ...refused, atMs: atMs - 0.5, durationMs: 2 } };
    this.write(`${id}/probe-1.log`, `${timeOf(atMs)} ${JSON.stringify(called)}\n`);
    this.write(`${id}/tcp-1.log`, `${timeOf(atMs - 50)} {"event":"ready","service":"tcp","port":8080}\n`);
    this.write(`${id}/events.jsonl`, `${JSON.stringify(engineEvent('start', 'tcp-1', atMs - 55))}\n`);
  }

  /** Writes results.json. */
  finish(run: Partial<Results['run']> = {}): Results {
    const document = results(this.#scenarios, { id: this.folder.split('/').at(-1) ?? '', ...run });
    this.write('results.json', JSON.stringify(document));
    return document;
  }
}

export const timeOf = (atMs: number): string => new Date(atMs).toISOString();

export function inspected(name: string, role: string, program: string, address: string): string {
  const isIpv6 = address.includes(':');
  return JSON.stringify({
    Name: `/socketbed-aa11bb22-1ece-${name}`,
    Args: [program],
    Config: { Image: 'sha256:0123', Labels: { 'org.socketbed.role': role } },
    State: { Status: 'running', ExitCode: 0 },
    NetworkSettings: {
      Networks: { bed: isIpv6 ? { GlobalIPv6Address: address } : { IPAddress: address } },
    },
  });
}

export const engineEvent = (Action: string, name: string, atMs: number): object => ({
  Type: 'container',
  Action,
  Actor: { Attributes: { name: `socketbed-aa11bb22-1ece-${name}`, 'org.socketbed.role': 'tcp' } },
  timeNano: atMs * 1e6,
});

/** What must not run, and must be seen. */
export const hostileLine =
  '</script><script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">\u001B[31mred\u0007\u202E';

export const packetsOfLong = 10_000;

/** Ten thousand packets: a real capture over and over, each time a little later. */
function longCapture(): Buffer {
  const file = readCapture('loss');
  const { records } = readPcap(file);
  const parts = [file.subarray(0, 24)];
  for (let index = 0; index < packetsOfLong; index += 1) {
    const record = records[index % records.length];
    if (record === undefined) break;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(1_772_359_200 + Math.floor(index / 1000), 0);
    head.writeUInt32LE((index % 1000) * 1000, 4);
    head.writeUInt32LE(record.data.length, 8);
    head.writeUInt32LE(record.wireBytes, 12);
    parts.push(head, record.data);
  }
  return Buffer.concat(parts);
}

const families: readonly (readonly [id: string, capture: string, seen: RecordedOutcome])[] = [
  ['tcp/refused/closed-port', 'refused', refused],
  ['tcp/refused/ipv6-closed-port', 'refused6', refused],
  ['tcp/reset/unread-data', 'unread', outcome('reset', { code: 'ECONNRESET', syscall: 'recv' })],
  ['tcp/end/half-close-kept', 'half-close', outcome('closed', { syscall: 'recv' })],
  [
    'tcp/unreachable/host-unreachable',
    'unreachable',
    outcome('unreachable', { code: 'EHOSTUNREACH', syscall: 'connect' }),
  ],
  ['tcp/silence/zero-window', 'zero-window', outcome('timeout', { syscall: 'send' })],
  ['tcp/connect/syn-black-hole', 'blackhole', outcome('timeout', { code: 'ETIMEDOUT', syscall: 'connect' })],
  ['tcp/degraded/loss', 'loss', outcome('received', { bytes: 5, text: 'HELLO' })],
  ['udp/refused/connected', 'udp-closed', refused],
  ['udp/echo/works', 'udp-echo', outcome('reply', { text: 'HELLO' })],
  ['dns/refused', 'udp-echo', outcome('unresolved', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
  ['tls/expired', 'reset', outcome('untrusted', { code: 'CERT_HAS_EXPIRED' })],
];

/** One of each family, and one of each trouble. */
export function sampleRun(directory: string, id?: string): SampleRun {
  const run = new SampleRun(directory, id);
  for (const [name, capture, seen] of families) run.addCaptured(name, capture, seen);
  run.add(unixScenario(run));
  run.add(
    scenario('local/ports/in-use', {
      acts: [
        act('control'),
        act('fault', { outcome: outcome('inUse', { code: 'EADDRINUSE', syscall: 'bind' }) }),
      ],
    }),
  );
  run.add(
    scenario('tcp/reset/mid-reply', {
      verdict: 'failed',
      cause: `expected reset (ECONNRESET recv) ${hostileLine}`,
      failures: [`expected reset\n- reset\n+ closed\n${hostileLine}`],
      acts: [
        act('control'),
        act('fault', {
          outcome: outcome('closed', { syscall: 'recv' }),
          expected: 'reset',
          checks: [{ expected: 'reset', outcome: outcome('closed'), passed: false }],
        }),
      ],
    }),
  );
  run.add(
    scenario('tcp/degraded/delay', { verdict: 'unsupported', cause: 'the kernel has no NFQUEUE', acts: [] }),
  );
  run.add(
    scenario('udp/silent/no-answer', {
      verdict: 'unknown',
      cause: 'the run ended before it did',
      durationMs: 0,
    }),
  );
  addTroubles(run);
  return run;
}

function unixScenario(run: SampleRun): ScenarioResult {
  const id = 'unix/refused/path-missing';
  const seen = outcome('missing', { code: 'ENOENT', syscall: 'connect', errno: 2 });
  run.write(`${id}/probe-1.inspect.json`, inspected('probe-1', 'probe', 'services/probe.ts', '10.0.0.3'));
  run.write(`${id}/unix-1.inspect.json`, inspected('unix-1', 'unix', 'services/unix.ts', ''));
  run.write(`${id}/probe-1.log`, `${timeOf(beganMs + 12)} ${JSON.stringify({ id: 1, outcome: seen })}\n`);
  run.write(`${id}/unix-1.log`, `${timeOf(beganMs + 1)} {"event":"ready","path":"/run/stream.sock"}\n`);
  const fault = {
    outcome: seen,
    expected: 'missing (ENOENT connect)',
    injections: [{ what: 'the server is stopped', atMs: beganMs + 8, durationMs: 1 }],
  };
  const checks = [{ expected: 'missing (ENOENT connect)', outcome: seen, passed: true }];
  return scenario(id, {
    cause: 'missing (ENOENT connect) after 1.8 ms',
    acts: [
      act('control'),
      act('fault', { atMs: beganMs + 5, checks, ...fault }),
      act('lifted', { atMs: beganMs + 30 }),
    ],
    files: [
      `${id}/probe-1.log`,
      `${id}/unix-1.log`,
      `${id}/probe-1.inspect.json`,
      `${id}/unix-1.inspect.json`,
    ],
  });
}

function addTroubles(run: SampleRun): void {
  run.addCaptured('trouble/cut-capture', 'echo', refused);
  run.write('trouble/cut-capture/probe-1.pcap', readCapture('echo').subarray(0, -7));
  run.addCaptured('trouble/no-capture', 'echo', refused);
  run.write('trouble/no-capture/probe-1.pcap', 'this is no capture');
  run.addCaptured('trouble/hostile-log', 'echo', refused);
  run.write(
    'trouble/hostile-log/tcp-1.log',
    `${timeOf(wireOfCapture('echo').signature.atMs)} ${hostileLine}\n`,
  );
  run.addCaptured('trouble/long-log', 'echo', refused);
  const at = timeOf(wireOfCapture('echo').signature.atMs);
  run.writeLong('trouble/long-log/tcp-1.log', `${at} the first line\n`, `\n${at} the last line\n`, 100e6);
  run.addCaptured('trouble/long-capture', 'loss', refused);
  run.write('trouble/long-capture/probe-1.pcap', longCapture());
  run.add(scenario('trouble/files-gone', { files: ['trouble/files-gone/probe-1.pcap', '../../etc/passwd'] }));
}

export { captureNames };
