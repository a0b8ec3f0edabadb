// A connection is reset when it has carried so many bytes: the load balancer that is restarted, the firewall that has had
// enough, in the middle of a reply. Exactly so many arrive, no matter in what pieces they were sent.
//
// The receiver gets the bytes, then ECONNRESET where it waits for more. The sender is told at its next packet. A connection
// that was open before is counted from then on; each one is counted for itself.

import type { PacketMatch } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

export interface ResetOptions {
  /** Of what TCP carries in the direction of the match. Default 0: in place of the first byte. */
  readonly afterBytes?: number;
}

/**
 * Counts what matches: by default all that the target sends over TCP. Best put where the bytes are sent: the reset is then
 * on the wire to the receiver.
 */
export function reset(
  { afterBytes = 0 }: ResetOptions = {},
  match: PacketMatch = { direction: 'out', protocol: 'tcp' },
): Fault {
  return {
    name: 'reset',
    does: `resets connections after ${afterBytes} bytes of ${describeMatch(match)}`,
    needs: ['packet queue', 'nft reject tcp reset'],
    how: [packets(match, { do: 'reset', afterBytes })],
    shows: { kind: 'reset', code: 'ECONNRESET', wire: ['SYN', 'SYN-ACK from server', 'RST from server'] },
  };
}
