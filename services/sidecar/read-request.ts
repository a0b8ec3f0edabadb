// From a line to a command. What is wrong with a fault itself is said in the answer; a line that cannot be answered,
// because it has no number or no known command, ends the sidecar with words.

import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import type { SidecarCommand, SidecarRequest } from '../../src/protocol/sidecar.ts';

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
  abilities: true,
};

/** Throws USAGE. */
export function readRequest(line: string): SidecarRequest {
  const request = parse(line);
  if (isRequest(request)) return request;
  throw unreadable(line, 'it has no id, or no op that a sidecar knows');
}

function isRequest(value: unknown): value is SidecarRequest {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('op' in value)) return false;
  return Number.isSafeInteger(value.id) && typeof value.op === 'string' && Object.hasOwn(ops, value.op);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw unreadable(line, 'it is not JSON', cause);
  }
}

function unreadable(line: string, found: string, cause?: unknown): SocketbedError {
  return new SocketbedError({
    code: 'USAGE',
    what: `the sidecar cannot read the command ${JSON.stringify(line.slice(0, 200))}`,
    found,
    advice: 'Send one JSON document per line, as src/protocol/sidecar.ts has them',
    cause,
  });
}
