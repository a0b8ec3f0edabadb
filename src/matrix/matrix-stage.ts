// Where the rows of the matrix are played, one after the other: a target, and a machine that the clients of all
// implementations share. So one fault, one capture and one route are everybody's; who is who is told by the port.
//
//   machine [c, curl, java ... side by side] -- captured here --> :7000, :7001, :7002 ... target
//      '-- names --> dns

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { clientContract } from '../check/client/client-program.ts';
import { Target, targetPort } from '../check/client/target.ts';
import { refusedStart } from '../check/refused-start.ts';
import type { Conversation } from '../evidence/conversation.ts';
import type { Bed } from '../testbed/bed.ts';
import type { BedContainer } from '../testbed/bed-container.ts';
import { lastLinesOf, stateOf } from '../testbed/container-state.ts';
import { LiveCapture } from '../testbed/live-capture.ts';
import type { Probe } from '../testbed/probe.ts';
import { answering } from './faults.ts';
import type { Limited } from './limited.ts';
import type { MatrixFault, Places } from './matrix-fault.ts';
import { readSaid, type Said } from './said.ts';
import { type SeenWire, wireOfConversation, wireWithoutSyn } from './wire-word.ts';

/** The client's own deadline where a row says nothing else: twice as long as the kernel's, as some connect again. */
const timeoutMs = 20_000;
/** A client that has not ended by then hangs. */
const patienceMs = 45_000;

/**
 * The kernel gives up its SYNs after seven seconds in place of two minutes. Three would be as soon as it gives up asking
 * for a neighbour, and which of the two comes first chance.
 */
const shortTimers = { 'net.ipv4.tcp_syn_retries': '2' };
/** It answers every packet that deserves an ICMP error with one. */
const talkative = { 'net.ipv4.icmp_ratelimit': '0' };

/** A client that is to be run: its image, and the number that its port is made of. */
export interface Contestant {
  readonly name: string;
  readonly image: string;
  readonly number: number;
}

export interface Played {
  readonly name: string;
  readonly said: Said | { readonly problem: string };
  /** Absent: it had not ended in its patience, or was never started. */
  readonly exitCode?: number;
  readonly wire: SeenWire;
}

interface Ended {
  readonly contestant: Contestant;
  readonly said: Played['said'];
  readonly exitCode?: number;
}

export class MatrixStage {
  readonly #bed: Bed;
  readonly #target: Probe;
  readonly #machine: Probe;
  readonly #places: Places;
  readonly #starting: Limited;

  private constructor(
    bed: Bed,
    {
      target,
      machine,
      starting,
    }: { readonly target: Probe; readonly machine: Probe; readonly starting: Limited },
  ) {
    this.#bed = bed;
    this.#target = target;
    this.#machine = machine;
    this.#starting = starting;
    this.#places = { target: target.container.host(), nobody: bed.network.nextAddresses().ipv4 };
  }

  /**
   * `nameServer` is the address of a service `dns`. Clients take turns with `starting`: while many start, the deadlines
   * of those that have started run out.
   */
  static async set(bed: Bed, nameServer: string, starting: Limited): Promise<MatrixStage> {
    const [target, machine] = await Promise.all([
      bed.probe({ sysctls: talkative }),
      bed.probe({ sysctls: shortTimers, dns: [nameServer], dnsOptions: ['timeout:1', 'attempts:1'] }),
    ]);
    await Promise.all([bed.sidecar(target.container), bed.sidecar(machine.container)]);
    return new MatrixStage(bed, { target, machine, starting });
  }

  /**
   * All of them against one fault, at once. Its packets go into `directory`; `signal` ends those that still run.
   * UNSUPPORTED where the kernel cannot.
   */
  async play(
    fault: MatrixFault,
    contestants: readonly Contestant[],
    { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
  ): Promise<readonly Played[]> {
    const targets = await this.#serve(fault, contestants);
    const sidecar = await this.#bed.sidecar(this.#machine.container);
    const capture = new LiveCapture('client', await sidecar.startCapture());
    try {
      await using _ = await this.#inject(fault);
      const ended = await Promise.all(contestants.map((each) => this.#run(fault, each, signal)));
      const conversations = await capture.conversations({});
      const neighbours = await capture.conversations({ transport: 'arp' });
      return ended.map((each) => this.#played(each, [...conversations, ...neighbours]));
    } finally {
      await save(capture, directory);
      for (const target of targets) await target.close();
    }
  }

  async #serve({ serve = answering }: MatrixFault, contestants: readonly Contestant[]): Promise<Target[]> {
    if (serve === 'nobody') return [];
    return await Promise.all(
      contestants.map(async ({ number }) => {
        const target = new Target(this.#target, undefined, { port: portOf(number) });
        await target.serve(serve(target));
        return target;
      }),
    );
  }

  async #inject({ inject }: MatrixFault): Promise<AsyncDisposable | undefined> {
    if (inject === undefined) return undefined;
    const { container } = inject.into === 'target' ? this.#target : this.#machine;
    return await this.#bed.inject(inject.fault(this.#places), container);
  }

  async #run(fault: MatrixFault, contestant: Contestant, signal: AbortSignal): Promise<Ended> {
    let client: BedContainer;
    try {
      client = await this.#starting(() => this.#start(fault, contestant));
    } catch (error) {
      const refusal = refusedStart(error);
      if (refusal === undefined) throw error;
      return { contestant, said: { problem: refusal.sentence } };
    }
    try {
      const exitCode = await endOf(client, signal);
      return { contestant, said: readSaid(await lastLinesOf(client, 20)), ...exitCode };
    } finally {
      await this.#bed.remove(client);
    }
  }

  #start(fault: MatrixFault, { name, image, number }: Contestant): Promise<BedContainer> {
    const host = fault.host?.(this.#places) ?? this.#places.target;
    return this.#bed.container({
      role: name,
      image,
      machine: this.#machine.container,
      env: {
        [clientContract.target]: `${host}:${portOf(number)}`,
        [clientContract.transport]: 'tcp',
        [clientContract.case]: fault.id,
        SOCKETBED_TIMEOUT_MS: String(fault.timeoutMs ?? timeoutMs),
      },
    });
  }

  #played({ contestant, said, exitCode }: Ended, conversations: readonly Conversation[]): Played {
    const port = portOf(contestant.number);
    const own = conversations.find(({ transport, server }) => transport === 'tcp' && server.port === port);
    const wire =
      own === undefined ? wireWithoutSyn(conversations, this.#places.nobody) : wireOfConversation(own);
    return { name: contestant.name, said, wire, ...(exitCode === undefined ? {} : { exitCode }) };
  }
}

const portOf = (number: number): number => targetPort + number;

/** Its exit code, if it ends in its patience and before `signal`. */
async function endOf(client: BedContainer, signal: AbortSignal): Promise<{ exitCode?: number }> {
  const over = new AbortController();
  const ending = client.docker.wait({ abortSignal: over.signal }).then(() => true);
  const patience = pause(patienceMs, false, { signal: AbortSignal.any([over.signal, signal]) });
  try {
    const hasEnded = await Promise.race([ending, patience]).catch((error: unknown) => {
      if (signal.aborted) return false;
      throw error;
    });
    if (!hasEnded) return {};
    return { exitCode: (await stateOf(client)).exitCode };
  } finally {
    // Both end with this; neither has anything more to say.
    for (const each of [ending, patience]) each.catch(() => {});
    over.abort();
  }
}

async function save(capture: LiveCapture, directory: string): Promise<void> {
  await capture.stop();
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'capture.pcap'), await capture.pcap());
}
