// A fault as data: what it does, what the kernel has to be able to do for it, and how the sidecar is told. Injecting it
// is the testbed's; that programs then see what is said here is what the scenarios prove.
//
//   const fault = reject('host-unreachable', { direction: 'in', protocol: 'tcp', localPort: 8080 });
//   await using injected = await inject(fault, server.container);

import type { FailureKind } from '../errors/outcome.ts';
import type { PacketAction, PacketMatch, Pick, SidecarFault } from '../protocol/sidecar.ts';

export interface Fault {
  /** That of its file: `reject`. */
  readonly name: string;
  /** For the results: `answers tcp to port 8080 with ICMP host-unreachable`. */
  readonly does: string;
  /** Abilities of the sidecar that it needs, by their names; without one of them it is unsupported. */
  readonly needs: readonly string[];
  /** What the sidecar is told, in this order. */
  readonly how: readonly SidecarFault[];
  /** What a program gets that is hit by it, and what its packets show. Absent where that depends on the program. */
  readonly shows?: FaultEffect;
}

export interface FaultEffect {
  readonly kind: FailureKind;
  /** Absent where the program's own deadline speaks, and no error. */
  readonly code?: string;
  /** Events in the words of src/evidence/wire-events.ts, in order. */
  readonly wire: readonly string[];
}

/** One rule for packets. */
export function packets(match: PacketMatch, action: PacketAction, pick?: Pick): SidecarFault {
  return { kind: 'packets', match, action, ...(pick === undefined ? {} : { pick }) };
}

/** `tcp to port 8080`, `everything from 172.18.0.3`: which packets, seen from the target. */
export function describeMatch(match: PacketMatch): string {
  const { direction, protocol = 'everything', localPort, peerPort, peer, state, lengthOver } = match;
  const local =
    localPort === undefined ? '' : direction === 'in' ? ` to port ${localPort}` : ` from port ${localPort}`;
  const far = [peer, peerPort === undefined ? undefined : `port ${peerPort}`].filter(
    (part) => part !== undefined,
  );
  const remote = far.length === 0 ? '' : ` ${direction === 'in' ? 'from' : 'to'} ${far.join(' ')}`;
  const way = local === '' && remote === '' ? ` that ${direction === 'in' ? 'comes' : 'leaves'}` : '';
  const connections = state === undefined ? '' : ` of ${state} connections`;
  const flags =
    match.tcpFlags?.set === undefined ? '' : ` with ${match.tcpFlags.set.join(', ').toUpperCase()}`;
  const length = lengthOver === undefined ? '' : ` longer than ${lengthOver} bytes`;
  return `${protocol}${flags}${local}${remote}${way}${connections}${length}`;
}
