// The real server behind the targets of a client, one for all cases, on a machine that lives on when it dies. That it is up,
// and still is, is looked at from outside: a client is never judged by a server that was not there.

import { setTimeout as pause } from 'node:timers/promises';
import type { ProbeAddress } from '../../protocol/probe.ts';
import type { Bed } from '../../testbed/bed.ts';
import type { BedContainer } from '../../testbed/bed-container.ts';
import { lastLinesOf, stateOf } from '../../testbed/container-state.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import { type Judgement, unknown } from '../judgement.ts';
import { refusedStart } from '../refused-start.ts';
import { type OpenPort, openPorts } from '../server/open-ports.ts';
import { missingVariable } from '../server/start-problem.ts';
import type { UpstreamProgram } from './client-program.ts';
import { saidLast } from './endings.ts';

const lookIntervalMs = 50;
/** A server that opens several ports does it within that time. */
const settleMs = 3000;
/** Of its log, where it may say what it lacks. */
const readLines = 60;

export class Upstream {
  readonly container: BedContainer;
  readonly at: ProbeAddress;

  private constructor(container: BedContainer, at: ProbeAddress) {
    this.container = container;
    this.at = at;
  }

  /** Starts it and waits until it listens; or says why nobody can be checked with it. */
  static async start(
    bed: Bed,
    program: UpstreamProgram,
    signal?: AbortSignal,
  ): Promise<Upstream | Judgement> {
    const { container: machine } = await bed.probe();
    try {
      const { image, port, command, env, files } = program;
      const sidecar = await bed.sidecar(machine);
      const container = await bed.container({
        role: 'upstream',
        image,
        env,
        machine,
        ...(command === undefined ? {} : { command }),
        ...(files === undefined ? {} : { files }),
      });
      return (
        (await problemOf(container, sidecar, program, signal)) ?? new Upstream(container, machine.at(port))
      );
    } catch (error) {
      const refused = refusedStart(error);
      if (refused === undefined) throw error;
      return { ...refused, verdict: 'unknown', sentence: `not told: of the upstream, ${refused.sentence}` };
    }
  }

  /** That it has ended, which nobody else is to be blamed for; undefined while it runs. */
  async death(): Promise<Judgement | undefined> {
    const { isRunning, exitCode } = await stateOf(this.container);
    if (isRunning) return undefined;
    const said = saidLast(await lastLinesOf(this.container, 1));
    return unknown(`not told: the upstream ended with exit code ${exitCode} meanwhile${said}`, {
      advice: 'Check the upstream itself: ./socketbed check --server',
    });
  }
}

/** Waits until it listens: undefined then; what is wrong if it ends before, settles elsewhere or takes too long. */
async function problemOf(
  container: BedContainer,
  sidecar: Sidecar,
  { port, startMs }: UpstreamProgram,
  signal: AbortSignal | undefined,
): Promise<Judgement | undefined> {
  const endMs = performance.now() + startMs;
  let elsewhereMs: number | undefined;
  for (;;) {
    signal?.throwIfAborted();
    if (!(await stateOf(container)).isRunning) return await ended(container);
    const ports = await openPorts(sidecar);
    if (ports.some((open) => open.port === port && !open.isLocal)) return undefined;
    const nowMs = performance.now();
    elsewhereMs = ports.length === 0 ? undefined : (elsewhereMs ?? nowMs);
    if (nowMs > endMs || (elsewhereMs !== undefined && nowMs - elsewhereMs > settleMs))
      return listensNot(ports, port, startMs, saidLast(await lastLinesOf(container, 1)));
    await pause(lookIntervalMs);
  }
}

async function ended(container: BedContainer): Promise<Judgement> {
  const { exitCode } = await stateOf(container);
  const lines = await lastLinesOf(container, readLines);
  const variable = missingVariable(lines);
  const advice =
    variable === undefined
      ? 'Run it by hand to see why; what it needs can be given with --upstream-env and --upstream-command'
      : `It seems to need the variable ${variable}: give it with --upstream-env ${variable}=...`;
  return unknown(
    `not told: the upstream ended with exit code ${exitCode} before it listened${saidLast(lines)}`,
    {
      advice,
    },
  );
}

function listensNot(ports: readonly OpenPort[], port: number, startMs: number, said: string): Judgement {
  const here = ports.find((open) => open.port === port);
  if (here !== undefined) {
    return unknown(`not told: the upstream listens only on localhost (${here.local})`, {
      advice: 'Make it listen on 0.0.0.0: its client comes from another container',
    });
  }
  const [other] = ports;
  if (other !== undefined) {
    const all = ports.map(({ local }) => local).join(', ');
    return unknown(`not told: the upstream does not listen on port ${port} but on ${all}`, {
      advice: `Name its port: --upstream-port ${other.port}`,
    });
  }
  const seconds = Number((startMs / 1000).toFixed(1));
  return unknown(`not told: the upstream runs, but listened on no TCP port within ${seconds} s${said}`, {
    advice: 'Does its command start the server? If it is slow, give it more time with --start-ms',
  });
}
