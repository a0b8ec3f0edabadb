// The network devices of the target, without the loopback.

import { readdirSync } from 'node:fs';
import { invalid } from './problem.ts';

/** What devices of ours are called. */
export const ownPrefix = 'sb-';

/** As the kernel has them now: a target can lose and get cards while it runs. */
export function deviceNames(): string[] {
  return allNames().filter((name) => name !== 'lo' && !name.startsWith(ownPrefix));
}

/** Those that a sidecar has made. */
export function ownDeviceNames(): string[] {
  return allNames().filter((name) => name.startsWith(ownPrefix));
}

const allNames = (): string[] => readdirSync('/sys/class/net');

/** The device that was named, or the first. Throws OPTION_INVALID when there is none such. */
export function deviceOf(name: string | undefined): string {
  const names = deviceNames();
  const found =
    name === undefined
      ? (names.find((each) => each === 'eth0') ?? names[0])
      : names.find((each) => each === name);
  if (found !== undefined) return found;
  throw invalid(`the target has no device ${name ?? 'but the loopback'}`, names.join(', ') || 'none');
}
