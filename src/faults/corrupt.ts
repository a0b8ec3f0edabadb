// Bytes of the payload change on the way, and the checksum with them: what memory errors in a switch do. The program
// reads altered bytes and gets no error; only its own protocol can tell.

import type { PacketMatch, Pick } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

/** Writes `bytes` at an offset into what TCP or UDP carries. */
export function corrupt(
  { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
  match: PacketMatch,
  pick?: Pick,
): Fault {
  const action = { do: 'corrupt', offset, bytes: Buffer.from(bytes).toString('base64') } as const;
  return {
    name: 'corrupt',
    does: `overwrites ${bytes.length} bytes at ${offset} of ${describeMatch(match)}`,
    needs: ['nft payload'],
    how: [packets(match, action, pick)],
  };
}
