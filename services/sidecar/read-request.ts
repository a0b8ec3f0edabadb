// From a line to a command. What is wrong with a fault itself is said in the answer; a line that cannot be answered,
// because it has no number or no known command, ends the sidecar with words.

import type { SidecarCommand, SidecarRequest } from '../../src/protocol/sidecar.ts';
import { parseLine, unreadable } from '../remote-control.ts';

const ops: Readonly<Record<SidecarCommand['op'], true>> = {
  inject: true,
  lift: true,
  liftAll: true,
  counter: true,
  sockets: true,
  destroySockets: true,
  kernelCounters: true,
  startCapture: true,
  readCapture: true,
  stopCapture: true,
  capturePiece: true,
  abilities: true,
};

/** Throws USAGE. */
export function readRequest(line: string): SidecarRequest {
  const request = parseLine('sidecar', line);
  if (isRequest(request)) return request;
  throw unreadable('sidecar', line, 'it has no id, or no op that a sidecar knows');
}

function isRequest(value: unknown): value is SidecarRequest {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('op' in value)) return false;
  return Number.isSafeInteger(value.id) && typeof value.op === 'string' && Object.hasOwn(ops, value.op);
}
