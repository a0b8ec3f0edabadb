// The calls of a target's sockets, noted: over a Unix socket there are no packets, so that what a client did is read from
// what the system calls at its other end came to.

import type { Outcome } from '../../errors/outcome.ts';
import type { ProbeAddress, ProbeCommand } from '../../protocol/probe.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { SocketHost } from '../../testbed/probe-socket.ts';
import type { Attempt } from './attempt.ts';

export interface NotedCall {
  readonly command: ProbeCommand;
  readonly outcome: Outcome;
}

/** For sockets of a probe whose calls are to be noted. */
export class NotedCalls implements SocketHost {
  readonly calls: NotedCall[] = [];
  readonly #probe: Probe;

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  get timeoutMs(): number {
    return this.#probe.timeoutMs;
  }

  async command(command: ProbeCommand): Promise<Outcome> {
    const outcome = await this.#probe.command(command);
    this.calls.push({ command, outcome });
    return outcome;
  }

  nextSocket(): number {
    return this.#probe.nextSocket();
  }

  reachable(local: string): ProbeAddress {
    return this.#probe.reachable(local);
  }
}

/** An attempt for each connection that was accepted. One that the kernel has refused leaves no trace here. */
export function attemptsOfCalls(calls: readonly NotedCall[]): Attempt[] {
  return calls.flatMap(({ command, outcome }) =>
    command.op === 'accept' && outcome.kind === 'accepted'
      ? [attemptOf(outcome.atMs + outcome.durationMs, callsOf(calls, command.as))]
      : [],
  );
}

const callsOf = (calls: readonly NotedCall[], socket: number): NotedCall[] =>
  calls.filter(({ command }) => 'socket' in command && command.socket === socket);

function attemptOf(atMs: number, own: readonly NotedCall[]): Attempt {
  const received = own.flatMap(({ command, outcome }) => (command.op === 'receive' ? [outcome] : []));
  const requests = received.flatMap((outcome) =>
    outcome.kind === 'received' && outcome.data.length > 0 ? [outcome] : [],
  );
  const end = received.find(({ kind }) => kind === 'closed' || kind === 'reset');
  const last = requests.at(-1);
  return {
    atMs,
    lastMs: last === undefined ? atMs : endOf(last),
    isOpened: true,
    openedMs: atMs,
    answerBytes: sum(own.map(({ outcome }) => (outcome.kind === 'sent' ? outcome.bytes : 0))),
    requestBytes: sum(requests.map(({ data }) => data.length)),
    isReset: false,
    ...(end === undefined ? {} : { endedByClientMs: endOf(end) }),
  };
}

const endOf = ({ atMs, durationMs }: Outcome): number => atMs + durationMs;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
