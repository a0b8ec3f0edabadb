// A probe: a container whose sockets a test drives by remote control. The program inside is services/probe.ts.
//
//   test -> Probe -> ProbeSocket -> ProbeLink -> attached stream -> services/probe.ts -> system calls

import { type FailureKind, failureKinds, type Outcome } from '../errors/outcome.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Transport } from '../errors/transport.ts';
import type { CallOptions, HttpClient, HttpOptions, LoadOptions } from '../protocol/http.ts';
import type { EncodedOutcome, ProbeAddress, ProbeCommand, SocketOptions } from '../protocol/probe.ts';
import type { TlsOptions } from '../protocol/tls.ts';
import type { BedContainer } from './bed-container.ts';
import type { ProbeLink } from './probe-link.ts';
import { callTimeoutMs, ProbeSocket, type SocketHost, type Waiting } from './probe-socket.ts';

export interface ListenOptions extends SocketOptions {
  /** Default 0: the kernel chooses a free one. */
  readonly port?: number;
  /** Of a Unix socket. Default: a new one on the bed's volume. */
  readonly path?: string;
  /** The accept queue takes one more. Default 128. */
  readonly backlog?: number;
}

/** Where the bed's volume for Unix sockets is in every container of ours. */
export const socketDirectory = '/run/socketbed';

export class Probe implements SocketHost, AsyncDisposable {
  readonly container: BedContainer;
  /** How long its calls wait for the network unless they are told, ms. */
  readonly timeoutMs: number;
  readonly #link: ProbeLink;
  #lastSocket = 0;
  #lastPath = 0;

  /** Of a bed: see Bed.probe. */
  constructor(container: BedContainer, link: ProbeLink, timeoutMs: number = callTimeoutMs) {
    this.container = container;
    this.timeoutMs = timeoutMs;
    this.#link = link;
  }

  tcp(options: SocketOptions = {}): ProbeSocket {
    return new ProbeSocket(this, 'tcp', options);
  }

  udp(options: SocketOptions = {}): ProbeSocket {
    return new ProbeSocket(this, 'udp', options);
  }

  unixStream(options: SocketOptions = {}): ProbeSocket {
    return new ProbeSocket(this, 'unix-stream', options);
  }

  unixDatagram(options: SocketOptions = {}): ProbeSocket {
    return new ProbeSocket(this, 'unix-datagram', options);
  }

  /** A new socket that tries to connect; its `outcome` says what came of it. */
  async connect(
    transport: Transport,
    to: ProbeAddress,
    options: SocketOptions & Waiting = {},
  ): Promise<ProbeSocket> {
    const { timeoutMs = this.timeoutMs, ...socketOptions } = options;
    const socket = new ProbeSocket(this, transport, socketOptions);
    await socket.connect(to, { timeoutMs });
    return socket;
  }

  /** A new socket that listens (streams) or is bound (datagrams), on all of the container's addresses. */
  async listen(transport: Transport, options: ListenOptions = {}): Promise<ProbeSocket> {
    const { port = 0, path, backlog = 128, ...socketOptions } = options;
    const socket = new ProbeSocket(this, transport, socketOptions);
    const isUnix = transport === 'unix-stream' || transport === 'unix-datagram';
    const host = options.family === 6 ? '::' : '0.0.0.0';
    const bound = await socket.bind(isUnix ? { path: path ?? this.newPath() } : { host, port });
    const isStream = transport === 'tcp' || transport === 'unix-stream';
    if (bound.kind === 'bound' && isStream) await socket.listen({ backlog });
    return socket;
  }

  /** One whole exchange on a socket of its own: connect, send, receive as many bytes (or one datagram), close. */
  ask(
    transport: Transport,
    to: ProbeAddress,
    message: string | Uint8Array,
    options: SocketOptions & Waiting & { readonly bytes?: number } = {},
  ): Promise<Outcome> {
    const { timeoutMs = this.timeoutMs, bytes, ...socketOptions } = options;
    const data = Buffer.from(message).toString('base64');
    const length = bytes === undefined ? {} : { bytes };
    return this.command({ op: 'ask', transport, to, data, timeoutMs, options: socketOptions, ...length });
  }

  /** What a program in this container gets for a name: all its addresses, of one family or of both. */
  lookup(name: string, options: Waiting & { readonly family?: 4 | 6 } = {}): Promise<Outcome> {
    const { timeoutMs = this.timeoutMs, ...family } = options;
    return this.command({ op: 'lookup', name, timeoutMs, ...family });
  }

  /**
   * A TLS connection by Node's own client, with the codes that Node gives: handshake and, if there is `data`, one
   * exchange as `ask` has it. Without `data` it is connected when the client thinks so.
   */
  tls(
    to: ProbeAddress,
    {
      timeoutMs = this.timeoutMs,
      data,
      bytes,
      ...options
    }: TlsOptions & Waiting & { readonly data?: string | Uint8Array; readonly bytes?: number } = {},
  ): Promise<Outcome> {
    return this.command({
      ...{ op: 'tls', to, timeoutMs, options },
      ...(data === undefined ? {} : { data: Buffer.from(data).toString('base64') }),
      ...(bytes === undefined ? {} : { bytes }),
    });
  }

  /**
   * An HTTP request by one of Node's own clients, with the codes that it gives. `reply` is the body, and comes with its
   * `status`, whatever that is; a failure after the head has the status too.
   */
  request(
    client: HttpClient,
    to: ProbeAddress,
    { timeoutMs = this.timeoutMs, ...options }: HttpOptions & Waiting = {},
  ): Promise<Outcome> {
    if (client === 'fetch' && 'path' in to) {
      const what = 'fetch has no way to a Unix socket';
      const error = { code: 'OPTION_INVALID', what, advice: 'Ask with the client `http`' } as const;
      return Promise.reject(new SocketbedError(error));
    }
    return this.command({ op: 'request', client, to, options, timeoutMs });
  }

  /** HTTP requests over many connections at once, by autocannon: `loaded`, with replies counted and timed. */
  load(
    to: ProbeAddress,
    { timeoutMs = this.timeoutMs, ...options }: LoadOptions & Waiting,
  ): Promise<Outcome> {
    return this.command({ op: 'load', to, options, timeoutMs });
  }

  /** A call by XML-RPC: `reply` is the value, or the server's fault as a struct, as JSON. */
  call(
    to: ProbeAddress,
    method: string,
    params: readonly unknown[] = [],
    { timeoutMs = this.timeoutMs, ...options }: Pick<CallOptions, 'path'> & Waiting = {},
  ): Promise<Outcome> {
    return this.command({ op: 'call', to, options: { method, params, ...options }, timeoutMs });
  }

  /** A path on the bed's volume that no other socket of the bed has. */
  newPath(): string {
    this.#lastPath += 1;
    return `${socketDirectory}/${this.container.name}-${this.#lastPath}.sock`;
  }

  /** Makes an empty file where a socket could be. Like what the next two make, it goes when the probe is given back. */
  makeFile(path: string): Promise<Outcome> {
    return this.command({ op: 'makeFile', what: 'file', path });
  }

  /** Makes a directory. `mode`: its permissions, less the umask; default 0777. */
  makeDirectory(path: string, { mode }: { readonly mode?: number } = {}): Promise<Outcome> {
    return this.command({ op: 'makeFile', what: 'directory', path, ...(mode === undefined ? {} : { mode }) });
  }

  /** Makes a symbolic link that leads to `target`. */
  makeLink(path: string, target: string): Promise<Outcome> {
    return this.command({ op: 'makeFile', what: 'link', path, target });
  }

  /** Removes a file, a link, the file of a socket, or an empty directory. */
  removeFile(path: string): Promise<Outcome> {
    return this.command({ op: 'removeFile', path });
  }

  /** Closes every socket and gives the number of those that were open. */
  async closeAll(): Promise<number> {
    const answer = await this.#link.request({ op: 'closeAll' });
    return 'open' in answer ? answer.open : 0;
  }

  async command(command: ProbeCommand): Promise<Outcome> {
    const answer = await this.#link.request(command);
    if ('outcome' in answer) return decodeOutcome(answer.outcome);
    throw new SocketbedError({
      code: 'PROBE_SILENT',
      what: `the probe answered \`${command.op}\` with something else`,
      advice: 'Build its image anew: it is of another version',
    });
  }

  nextSocket(): number {
    this.#lastSocket += 1;
    return this.#lastSocket;
  }

  reachable(local: string): ProbeAddress {
    const port = /^(?:\[.*\]|[\d.]+):(\d+)$/.exec(local)?.[1];
    if (port === undefined) return { path: local.startsWith('@') ? `\0${local.slice(1)}` : local };
    return this.container.at(Number(port), { family: local.startsWith('[') ? 6 : 4 });
  }

  /** Ends the probe and removes its container. */
  async remove(): Promise<void> {
    this.#link.close();
    await this.container.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

function decodeOutcome(encoded: EncodedOutcome): Outcome {
  if (encoded.kind === 'received') {
    const data = Buffer.from(encoded.data ?? '', 'base64');
    return { ...encoded, data, text: data.toString() };
  }
  if (!isFailure(encoded)) return encoded;
  const { data, ...rest } = encoded;
  return data === undefined ? rest : { ...rest, data: Buffer.from(data, 'base64') };
}

type EncodedFailure = Extract<EncodedOutcome, { kind: FailureKind }>;
const isFailure = (encoded: EncodedOutcome): encoded is EncodedFailure => encoded.kind in failureKinds;
