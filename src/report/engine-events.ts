// What the engine did to the containers of a scenario, without what it does all the time.

import { shortName } from './container-facts.ts';
import type { FileEnds } from './log-file.ts';
import type { EngineEvent } from './page-data.ts';

export interface EngineEvents {
  readonly events: readonly EngineEvent[];
  /** Reading files, attaching, and whatever concerns sidecars or other scenarios. */
  readonly leftOut: number;
}

const told = ['create', 'start', 'kill', 'die', 'stop', 'pause', 'unpause', 'restart', 'oom', 'destroy'];
const toldOfNetworks = ['connect', 'disconnect'];

/** Of the containers named. Lines that cannot be read count as left out. */
export function readEngineEvents({ head, tail }: FileEnds, containers: ReadonlySet<string>): EngineEvents {
  const lines = [...head, ...tail].filter((line) => line !== '');
  // The run's other scenarios make and end containers at the same time.
  const events = lines.flatMap(readEvent).filter(({ name }) => containers.size === 0 || containers.has(name));
  return { events, leftOut: lines.length - events.length };
}

function readEvent(line: string): EngineEvent[] {
  try {
    const { Type, Action = '', Actor, timeNano = 0 }: Said = JSON.parse(line);
    const attributes = Actor?.Attributes ?? {};
    const isTold =
      Type === 'network' ? toldOfNetworks.includes(Action) : told.includes(Action.split(':')[0] ?? '');
    if (!isTold || attributes['org.socketbed.role'] === 'sidecar') return [];
    const { signal, exitCode } = attributes;
    const detail = [
      ...(signal === undefined ? [] : [`signal ${signal}`]),
      ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ];
    return [
      {
        atMs: Math.round(timeNano / 1000) / 1000,
        name: shortName(attributes.name ?? ''),
        action: Type === 'network' ? `network ${Action}` : Action,
        detail: detail.join(', '),
      },
    ];
  } catch {
    return [];
  }
}

interface Said {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
  readonly timeNano?: number;
}
