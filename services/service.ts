// What all services share: start the servers, say that they are ready, drain and stop.
//
//   environment -> options -> servers -> ready lines ... signal -> drain -> stopped lines

import type { DrainReport, RunningServer, SocketAddress } from '../src/socketserver/index.ts';
import { type HandlingOptions, handlingOptions } from './concurrency.ts';
import { type Journal, type JournalOptions, journalOptions } from './journal.ts';
import { aborted } from './program.ts';
import { type Environment, numberSetting, timerMsMax } from './settings.ts';

export interface ServiceOptions extends JournalOptions, HandlingOptions {
  /** How long running requests may take when the service stops, ms. Default 5000. */
  readonly drainMs?: number;
}

/** LOG_FORMAT, LOG_CONNECTIONS, CONCURRENCY, WARM_CHILDREN, HANDLER and DRAIN_MS. */
export function serviceOptions(env: Environment): ServiceOptions {
  return {
    ...journalOptions(env),
    ...handlingOptions(env),
    drainMs: numberSetting(env, 'DRAIN_MS', { min: 0, max: timerMsMax, fallback: 5000 }),
  };
}

/** A server that has not been started, and where it tells about itself. */
export interface Member {
  readonly journal: Journal;
  readonly server: { start(): Promise<RunningServer<SocketAddress>> };
}

interface RunningMember {
  readonly journal: Journal;
  readonly running: RunningServer<SocketAddress>;
}

/** A service whose servers listen and whose ready lines are out. */
export class Service {
  readonly #members: readonly RunningMember[];
  readonly #drainMs: number;

  constructor(members: readonly RunningMember[], drainMs: number) {
    this.#members = members;
    this.#drainMs = drainMs;
  }

  get addresses(): SocketAddress[] {
    return this.#members.map(({ running }) => running.address);
  }

  /** Lets running requests end, ends connections that only wait, and says so. `reason` is the signal's name. */
  async stop(reason: string): Promise<void> {
    const stopMember = async ({ running, journal }: RunningMember): Promise<void> => {
      const report: DrainReport = await running.stop({ deadlineMs: this.#drainMs, idle: 'end' });
      journal.stopped(reason, report);
    };
    await Promise.all(this.#members.map(stopMember));
  }

  /** Serves until `signal` aborts, then stops. */
  async serveUntil(signal: AbortSignal): Promise<void> {
    await aborted(signal);
    await this.stop(String(signal.reason));
  }
}

/** Starts all servers or none; ready lines come when all of them listen. */
export async function startService(
  members: readonly Member[],
  { drainMs = 5000 }: ServiceOptions,
): Promise<Service> {
  const started: RunningMember[] = [];
  try {
    for (const { journal, server } of members) started.push({ journal, running: await server.start() });
  } catch (error) {
    await Promise.all(started.map(({ running }) => running.stop({ deadlineMs: 0 })));
    throw error;
  }
  for (const { journal, running } of started) journal.ready(running.address);
  return new Service(started, drainMs);
}
