// The bench that a server is checked on: its container on a machine of its own, a good client, a bad one, and a sidecar
// that looks at the machine from outside. The machine lives on when the server dies, as a pod does.
//
//   machine (network) <-- server: the image, as it is
//        ^  ^------------ sidecar: sockets, packets, black holes
//   good, bad ----------- probes: clients by remote control

import { setTimeout as pause } from 'node:timers/promises';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import type { Bed } from '../../testbed/bed.ts';
import type { BedContainer } from '../../testbed/bed-container.ts';
import { lastLinesOf, stateOf } from '../../testbed/container-state.ts';
import type { ImageFacts } from '../../testbed/image-facts.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import type { CheckRecord } from '../check-record.ts';
import { type Answer, expectedWords, isSpoken, type Talk, talkOnce } from '../talk.ts';
import type { Door } from './door.ts';
import { Health } from './health.ts';
import type { ServerProgram } from './server-program.ts';

export interface BenchParts {
  readonly program: ServerProgram;
  readonly image: ImageFacts;
  readonly bed: Bed;
  readonly machine: Probe;
  readonly server: BedContainer;
  readonly good: Probe;
  readonly bad: Probe;
  readonly sidecar: Sidecar;
  readonly door: Door;
  /** Ends whatever is waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** How often the kernel or the engine is asked for what has no event. */
const lookIntervalMs = 50;
const engineLagMs = 500;
/** A server that opens several ports does it within that time. */
const settleMs = 3000;

export class ServerBench {
  readonly parts: BenchParts;
  readonly talk: Talk;
  readonly door: Door;
  readonly health: Health | undefined;
  /** How long a good client waits for what it asks. */
  readonly timeoutMs: number;
  /** Names of the checks that it has not passed: others go easy on what it cannot. */
  readonly failures = new Set<string>();

  constructor(parts: BenchParts) {
    const { program, server, door } = parts;
    this.parts = parts;
    this.talk = program.talk;
    this.door = door;
    this.health = program.health === undefined ? undefined : new Health(program.health, server);
    this.timeoutMs = program.timeoutMs;
    // Whatever its clients wait for ends with their sockets.
    parts.signal?.addEventListener('abort', () => void this.closeClients().catch(() => {}), { once: true });
  }

  get words(): string {
    return expectedWords(this.talk);
  }

  /** One good client, come and gone. Where nothing is said, what counts is that the program takes the connection. */
  async ask(timeoutMs = this.timeoutMs): Promise<Answer> {
    this.parts.signal?.throwIfAborted();
    const answer = await talkOnce(this.parts.good, this.door, this.talk, timeoutMs);
    if (!answer.isRight || isSpoken(this.talk)) return answer;
    const isTaken = await this.waitFor(async () => (await this.door.notAccepted()) === 0, timeoutMs);
    if (isTaken) return answer;
    return {
      isRight: false,
      outcome: { kind: 'timeout', atMs: Date.now() - timeoutMs, durationMs: timeoutMs },
    };
  }

  /** The same, noted; with the words for a sentence. */
  async askNoted(record: CheckRecord): Promise<Answer & { readonly seen: string }> {
    const answer = await this.ask();
    record.look(this.words, answer.outcome, answer.isRight);
    return { ...answer, seen: describeOutcome(answer.outcome) };
  }

  /** A connection of the bad client. */
  open(): Promise<ProbeSocket> {
    this.parts.signal?.throwIfAborted();
    return this.parts.bad.connect(this.door.transport, this.door.at, { timeoutMs: this.timeoutMs });
  }

  opened(count: number): Promise<ProbeSocket[]> {
    return Promise.all(Array.from({ length: count }, () => this.open()));
  }

  /** Sends the first half of the probe text, or one byte where there is none. */
  sendHalf(socket: ProbeSocket): Promise<unknown> {
    const { probe = Buffer.from('xx') } = this.talk;
    return socket.send(probe.subarray(0, Math.max(1, Math.floor(probe.length / 2))));
  }

  /** How it died, in words; undefined while it lives. */
  async death(): Promise<string | undefined> {
    const { isRunning, exitCode, outOfMemory } = await stateOf(this.parts.server);
    if (isRunning) return undefined;
    const lines = await lastLinesOf(this.parts.server, 40);
    const why = outOfMemory ? 'the kernel killed it for its memory' : `it ended with exit code ${exitCode}`;
    const telling = tellingLine(lines);
    return telling === undefined ? why : `${why} (“${telling.trim().slice(0, 160)}”)`;
  }

  /** The same when it has looked dead to a client: the engine may hear of it a little later. */
  async deathSoon(): Promise<string | undefined> {
    await this.waitFor(async () => !(await stateOf(this.parts.server)).isRunning, engineLagMs);
    return await this.death();
  }

  /** Starts the server again after it has died, or hangs, without what it has left. */
  async revive(): Promise<boolean> {
    const { server, program } = this.parts;
    if ((await stateOf(server)).isRunning) await server.kill();
    await this.door.free();
    await this.start();
    return await this.serves(program.startMs);
  }

  async start(): Promise<void> {
    this.health?.forget();
    await this.parts.server.start();
  }

  async closeClients(): Promise<void> {
    await Promise.all([this.parts.bad.closeAll(), this.parts.good.closeAll()]);
  }

  /** Takes its containers out of the bed. */
  async close(): Promise<void> {
    const { bed, machine, server, good, bad } = this.parts;
    await Promise.all([server, good.container, bad.container].map((each) => bed.remove(each)));
    await bed.remove(machine.container);
  }

  /**
   * Resolves when the server says that it is ready, if it has a way to, and answers a good client; false when `timeoutMs`
   * passes before that, when it ends, or when it has settled at another place or on localhost.
   */
  async serves(timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    let elsewhereMs: number | undefined;
    return await this.waitFor(async () => {
      if (!(await stateOf(this.parts.server)).isRunning) return 'never';
      const state = await this.door.look();
      if (state === 'open') {
        const isReady = (await this.health?.isReady(Math.max(1000, endMs - performance.now()))) ?? true;
        if (isReady !== true) return isReady;
        return (await this.ask(Math.min(timeoutMs, 1000))).isRight;
      }
      elsewhereMs = state === 'closed' ? undefined : (elsewhereMs ?? performance.now());
      return elsewhereMs !== undefined && performance.now() - elsewhereMs > settleMs ? 'never' : false;
    }, timeoutMs);
  }

  /** Looks again and again; false when `timeoutMs` passes or `condition` says that it will never be. */
  async waitFor(condition: () => Promise<boolean | 'never'>, timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      this.parts.signal?.throwIfAborted();
      const holds = await condition();
      if (holds === 'never') return false;
      if (holds) return true;
      if (performance.now() > endMs) return false;
      await pause(lookIntervalMs);
    }
  }
}

/** The line that says why a program ended, among its last ones. */
function tellingLine(lines: readonly string[]): string | undefined {
  const said = lines.filter((line) => !/^\s*at /.test(line));
  return (
    said.findLast((line) => /^(\w+\.)*\w*(Error|Exception)\b|^panic|^fatal|segmentation fault/i.test(line)) ??
    said.findLast((line) => /error|exception|abort/i.test(line)) ??
    said.at(-1)
  );
}
