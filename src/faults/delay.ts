// Packets come late, evenly or by chance: distance, a slow link, and with jitter the wrong order.

import type { PacketMatch } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

export interface DelayOptions {
  readonly delayMs: number;
  /** Each packet is late by as much more or less, at most. Default: none, and the order stays. */
  readonly jitterMs?: number;
  readonly seed?: number;
}

export function delay(options: DelayOptions, match: PacketMatch): Fault {
  const { delayMs, jitterMs = 0 } = options;
  const spread = jitterMs === 0 ? '' : ` +-${jitterMs}`;
  return {
    name: 'delay',
    does: `holds back ${describeMatch(match)} for ${delayMs}${spread} ms`,
    needs: ['delay'],
    how: [packets(match, { do: 'delay', ...options })],
  };
}
