// So many bytes a second and no more: the thin line. What waits too long in its queue is dropped.

import type { Fault } from './fault.ts';

export interface RateOptions {
  /** As the target sees it. */
  readonly direction: 'in' | 'out';
  readonly bytesPerSecond: number;
  /** How long a packet may wait. Default 50. */
  readonly queueMs?: number;
}

export function rate(options: RateOptions): Fault {
  const { direction, bytesPerSecond } = options;
  return {
    name: 'rate',
    does: `lets ${bytesPerSecond} bytes a second ${direction}`,
    needs: direction === 'in' ? ['ifb', 'tbf'] : ['tbf'],
    how: [{ kind: 'rate', ...options }],
  };
}
