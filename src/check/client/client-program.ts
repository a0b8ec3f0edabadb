// A client to check, as its user describes it. All of it data.

export const clientTransports = ['tcp', 'unix', 'udp'] as const;
export type ClientTransport = (typeof clientTransports)[number];

export interface ClientProgram {
  readonly image: string;
  /** How it reaches its target. Default: TCP. */
  readonly transport?: ClientTransport;
  /** Default: the image's. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is copied into it before it starts: path in the container, path here. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the target answers to each request. Default: the echo rule, the request with its ASCII letters in upper case. */
  readonly answer?: Buffer;
  /** A real server that answers in the target's place; `answer` is then not looked at. Not over UDP. */
  readonly upstream?: UpstreamProgram;
  /** How long a case may take until the client counts as one that hangs, ms. */
  readonly patienceMs: number;
}

/** A server that the targets of a client relay to. */
export interface UpstreamProgram {
  readonly image: string;
  /** The TCP port that it serves on. */
  readonly port: number;
  /** Default: the image's. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** How long it may take to listen after its start, ms. */
  readonly startMs: number;
}

export const clientDefaults = { patienceMs: 15_000 } as const;
export const upstreamDefaults = { startMs: 15_000 } as const;

/** What the environment of a client says to it, and what its exit code says to us. */
export const clientContract = {
  target: 'SOCKETBED_TARGET',
  transport: 'SOCKETBED_TRANSPORT',
  case: 'SOCKETBED_CASE',
  worked: 0,
  failedCleanly: 1,
  notSupported: 127,
} as const;
