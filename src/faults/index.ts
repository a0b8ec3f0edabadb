// Every fault that the sidecar can be told, one line each. Those that Docker does (pause, kill, disconnect) are methods
// of BedContainer, those that a program does to its own socket (reset, unread close, half-close) of ProbeSocket.

export { corrupt } from './corrupt.ts';
export { type DelayOptions, delay } from './delay.ts';
export { detour } from './detour.ts';
export { drop } from './drop.ts';
export { duplicate } from './duplicate.ts';
export type { Fault, FaultEffect } from './fault.ts';
export { linkDown } from './link-down.ts';
export { lose } from './lose.ts';
export { mtu } from './mtu.ts';
export { type RateOptions, rate } from './rate.ts';
export { reject, rejectionShows } from './reject.ts';
export { type ResetOptions, reset } from './reset.ts';
export { route } from './route.ts';
export { ttl } from './ttl.ts';
