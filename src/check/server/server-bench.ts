// The bench that a server is checked on: its container on a machine of its own, a good client, a bad one, and a sidecar
// that looks at the machine from outside. The machine lives on when the server dies, as a pod does.
//
//   machine (network) <-- server: the image, as it is
//        ^  ^------------ sidecar: sockets, packets, black holes
//   good, bad ----------- probes: clients by remote control

import { setTimeout as pause } from 'node:timers/promises';
import { SocketbedError } from '../../errors/socketbed-error.ts';
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
import { openPorts } from './open-ports.ts';
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
}

/** How often the kernel or the engine is asked for what has no event. */
const lookIntervalMs = 50;
const engineLagMs = 500;
/** A server that opens several ports does it within that time. */
const settleMs = 3000;

export class ServerBench {
  readonly parts: BenchParts;
  readonly talk: Talk;
  readonly at: { readonly host: string; readonly port: number };
  /** How long a good client waits for what it asks. */
  readonly timeoutMs: number;
  /** Names of the checks that it has not passed: others go easy on what it cannot. */
  readonly failures = new Set<string>();

  constructor(parts: BenchParts) {
    const { program, machine } = parts;
    this.parts = parts;
    this.talk = program.talk;
    this.at = machine.container.at(program.port);
    this.timeoutMs = program.timeoutMs;
  }

  get words(): string {
    return expectedWords(this.talk);
  }

  /** One good client, come and gone. Where nothing is said, what counts is that the program takes the connection. */
  async ask(timeoutMs = this.timeoutMs): Promise<Answer> {
    const answer = await talkOnce(this.parts.good, this.at, this.talk, timeoutMs);
    if (!answer.isRight || isSpoken(this.talk)) return answer;
    const isTaken = await this.waitFor(async () => (await this.notAccepted()) === 0, timeoutMs);
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
    return this.parts.bad.connect('tcp', this.at, { timeoutMs: this.timeoutMs });
  }

  opened(count: number): Promise<ProbeSocket[]> {
    return Promise.all(Array.from({ length: count }, () => this.open()));
  }

  /** Sends the first half of the probe text, or one byte where there is none. */
  sendHalf(socket: ProbeSocket): Promise<unknown> {
    const { probe = Buffer.from('xx') } = this.talk;
    return socket.send(probe.subarray(0, Math.max(1, Math.floor(probe.length / 2))));
  }

  /** Connections that wait in the kernel for the program to take them. */
  async notAccepted(): Promise<number> {
    const listeners = await this.parts.sidecar.sockets({ localPort: this.at.port, state: 'listen' });
    return listeners.reduce((sum, { receiveQueue }) => sum + receiveQueue, 0);
  }

  /** States of the server's ends of its connections to these peers, those aside that only wait for their time. */
  async connections(peers: ReadonlySet<string>): Promise<string[]> {
    const sockets = await this.parts.sidecar.sockets({ protocol: 'tcp', localPort: this.at.port });
    return sockets
      .filter(({ peer }) => peers.has(plainAddress(peer)))
      .map(({ state }) => state)
      .filter((state) => state !== 'listen' && state !== 'time-wait');
  }

  /** Whether the kernel watches any of the server's connections with TCP keep-alive. */
  async hasKeepAlive(): Promise<boolean> {
    const sockets = await this.parts.sidecar.sockets({ localPort: this.at.port, state: 'established' });
    return sockets.some(({ details }) => details.timer?.startsWith('(keepalive') ?? false);
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

  /** Starts the server again after it has died, or hangs, without what its old connections still hold. */
  async revive(): Promise<boolean> {
    const { server, sidecar, program } = this.parts;
    if ((await stateOf(server)).isRunning) await server.kill();
    await sidecar.destroySockets({ protocol: 'tcp', localPort: this.at.port }).catch(onlyNothingToDestroy);
    await server.start();
    return await this.serves(program.startMs);
  }

  /** Takes its containers out of the bed. */
  async close(): Promise<void> {
    const { bed, machine, server, good, bad } = this.parts;
    await Promise.all([server, good.container, bad.container].map((each) => bed.remove(each)));
    await bed.remove(machine.container);
  }

  /**
   * Resolves when the server answers a good client; false when `timeoutMs` passes before that, when it ends, or when it
   * has settled on another port or on localhost.
   */
  async serves(timeoutMs: number): Promise<boolean> {
    let elsewhereMs: number | undefined;
    return await this.waitFor(async () => {
      if (!(await stateOf(this.parts.server)).isRunning) return 'never';
      const ports = await openPorts(this.parts.sidecar);
      if (ports.some(({ port, isLocal }) => port === this.at.port && !isLocal))
        return (await this.ask(Math.min(timeoutMs, 1000))).isRight;
      elsewhereMs = ports.length === 0 ? undefined : (elsewhereMs ?? performance.now());
      return elsewhereMs !== undefined && performance.now() - elsewhereMs > settleMs ? 'never' : false;
    }, timeoutMs);
  }

  /** Looks again and again; false when `timeoutMs` passes or `condition` says that it will never be. */
  async waitFor(condition: () => Promise<boolean | 'never'>, timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const holds = await condition();
      if (holds === 'never') return false;
      if (holds) return true;
      if (performance.now() > endMs) return false;
      await pause(lookIntervalMs);
    }
  }
}

function onlyNothingToDestroy(error: unknown): void {
  if (!(error instanceof SocketbedError) || error.code !== 'FAULT_FAILED') throw error;
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

/** An IPv4 client of a socket for both versions has an address within IPv6: `[::ffff:172.18.0.3]:40000`. */
const plainAddress = (peer: string): string => peer.replace(/^\[::ffff:([\d.]+)\]/, '$1');

/** The ends of sockets as their clients have them. */
export const localEnds = (sockets: readonly ProbeSocket[]): ReadonlySet<string> =>
  new Set(sockets.map(({ outcome }) => (outcome && 'local' in outcome ? outcome.local : '')));
