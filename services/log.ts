// Where events go: one line each on stdout, as JSON, or for people with LOG_FORMAT=pretty. The ready line comes
// first and is always JSON: whoever starts a service waits for it.

import type { Protocol, Transport } from '../src/errors/transport.ts';
import type { LogEvent } from './log-event.ts';
import { formatPretty } from './pretty.ts';
import { choiceSetting, type Environment } from './settings.ts';

export type { LogEvent } from './log-event.ts';
export { formatPretty } from './pretty.ts';

/** `service` listens at an address and port, or at a path. */
export type ReadyEvent =
  | {
      readonly event: 'ready';
      readonly service: string;
      readonly transport: Transport;
      readonly address: string;
      readonly port: number;
    }
  | {
      readonly event: 'ready';
      readonly service: string;
      readonly transport: Transport;
      readonly path: string;
    }
  | {
      readonly event: 'ready';
      readonly service: 'client';
      readonly index: number;
      readonly transports: readonly Protocol[];
    }
  | { readonly event: 'ready'; readonly service: 'probe' | 'sidecar' };

export interface Log {
  ready(event: ReadyEvent): void;
  write(event: LogEvent): void;
}

export const logFormats = ['json', 'pretty'] as const;
export type LogFormat = (typeof logFormats)[number];

export function logFormatOf(env: Environment, fallback: LogFormat = 'json'): LogFormat {
  return choiceSetting(env, 'LOG_FORMAT', logFormats, fallback);
}

/** A log on stdout. Colour only where somebody looks (a terminal) or asks for it (FORCE_COLOR). */
export function createLog(format: LogFormat): Log {
  const line = (text: string) => process.stdout.write(`${text}\n`);
  // On a pipe `hasColors` is missing, and FORCE_COLOR is ours to read.
  const colour = process.stdout.hasColors?.() ?? !['', '0', 'false'].includes(process.env.FORCE_COLOR ?? '');
  const asJson = ({ event, ...rest }: LogEvent) => JSON.stringify({ event, atMs: Date.now(), ...rest });
  return {
    ready: (event) => line(JSON.stringify(event)),
    write: (event) => line(format === 'json' ? asJson(event) : formatPretty(event, { colour })),
  };
}
