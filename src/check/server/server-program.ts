// A server to check, as its user describes it. All of it data.

import type { Talk } from '../talk.ts';

export const serverTransports = ['tcp', 'unix', 'udp'] as const;
export type ServerTransport = (typeof serverTransports)[number];

/** Where it serves. */
export type ServerPlace =
  /** Default `tcp`. */
  | { readonly transport?: 'tcp' | 'udp'; readonly port: number; readonly path?: never }
  /** A stream socket. Its directory becomes a volume that the clients have, too. */
  | { readonly transport: 'unix'; readonly path: string; readonly port?: never };

export interface ServerParts {
  readonly image: string;
  /** Default: the image's. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is copied into it before it starts: path in the container, path here. */
  readonly files?: Readonly<Record<string, string>>;
  readonly talk: Talk;
  /** A command that ends with 0 inside the container when the program is ready. Absent: the first good answer says so. */
  readonly health?: readonly string[];
  /** How long a good client waits for its answer, ms. */
  readonly timeoutMs: number;
  /** How long the server may take to serve after its start, ms. */
  readonly startMs: number;
  /** How long it may take to end after its stop signal, ms. */
  readonly graceMs: number;
  /** It closes clients that say nothing for so long, ms. Absent: it did not promise to. */
  readonly idleTimeoutMs?: number;
  /** Clients that connect at once at the most. */
  readonly connectionsMax: number;
}

export type ServerProgram = ServerParts & ServerPlace;

export const serverDefaults = {
  timeoutMs: 3000,
  startMs: 15_000,
  graceMs: 10_000,
  connectionsMax: 200,
} as const;
