// The line to a probe. What the commands mean is in src/protocol/probe.ts; sockets as objects are in probe-socket.ts.

import type Docker from 'dockerode';
import type { ProbeAnswer, ProbeCommand } from '../protocol/probe.ts';
import { ProgramLink } from './program-link.ts';

export type ProbeLink = ProgramLink<ProbeCommand, ProbeAnswer>;

/** Attaches to the container of a probe that has not been started. `graceMs` as in ProbeOptions. */
export function attachProbe(container: Docker.Container, graceMs?: number): Promise<ProbeLink> {
  const program = { name: 'probe', goneCode: 'PROBE_GONE', silentCode: 'PROBE_SILENT' } as const;
  return ProgramLink.attach({ ...program, ...(graceMs === undefined ? {} : { graceMs }) }, container);
}
