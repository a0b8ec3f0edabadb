// What the testbed may ask of the probe's HTTP clients. Types only.

/** `http`: node:http, with a connection of its own. `fetch`: the one of Node, which is undici. */
export const httpClients = ['http', 'fetch'] as const;
export type HttpClient = (typeof httpClients)[number];

export interface HttpOptions {
  /** Default GET. */
  readonly method?: string;
  /** With its query. Default `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Uses a connection that an earlier request of the same client has left open, and leaves it open. Default: `Connection:
   * close`. fetch keeps an idle one for four seconds, whatever happens to the probe's sockets.
   */
  readonly keepAlive?: boolean;
}

/** What autocannon is to send. */
export interface LoadOptions {
  /** With its query. Default `/`. */
  readonly path?: string;
  /** How many connections ask at once, each one request after the other. */
  readonly connections: number;
  /** How many requests in all. */
  readonly requests: number;
  /** Every reply must be this, to the byte. */
  readonly expected: string;
}

/** A call by XML-RPC. */
export interface CallOptions {
  /** Default `/RPC2`. */
  readonly path?: string;
  /** `add`, `system.listMethods` */
  readonly method: string;
  /** What JSON can say. */
  readonly params: readonly unknown[];
}
