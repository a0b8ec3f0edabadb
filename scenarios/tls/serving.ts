// A TLS server with a port for each way to serve, and a client that trusts its authority.

import type {
  BorrowedBed,
  LiveCapture,
  Outcome,
  Probe,
  Service,
  TlsCredentials,
  TlsMode,
  TlsOptions,
  Waiting,
} from 'socketbed';

export interface Serving extends TlsCredentials {
  readonly client: Probe;
  readonly server: Service;
  /** At the client. */
  readonly capture: LiveCapture;
  /** Says hello to the server that serves in this way. */
  ask(mode: TlsMode, options?: TlsOptions & Waiting): Promise<Outcome>;
  /** The line of the server's log about a connection that it lost with this code. */
  problem(code: string): Promise<unknown>;
}

export async function serving(bed: BorrowedBed): Promise<Serving> {
  const sinceMs = Date.now();
  const [server, client] = await Promise.all([bed.service('tls'), bed.probe()]);
  const credentials = await server.tlsCredentials();
  const { servername, ca } = credentials;
  const capture = await bed.capture(client.container);
  return {
    ...credentials,
    client,
    server,
    capture,
    ask: (mode, options = {}) =>
      client.tls(server.tlsAt(mode), { servername, ca, data: 'hello', ...options }),
    problem: async (code) =>
      JSON.parse(await server.container.line((line) => line.includes(`"code":"${code}"`), { sinceMs })),
  };
}
