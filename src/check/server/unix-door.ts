// A Unix stream socket on the volume that a server shares with its clients. Files do not care for network namespaces,
// but the kernel lists sockets by them: a listener in that of its program, and the server's end of a connection in that
// of the client, whose connect has made it.
//
//   server  /run/app/app.sock ------ volume ------ /run/socketbed/app.sock  clients
//   machine's namespace: LISTEN                    bad client's namespace: both ends of its connections

import { posix } from 'node:path';
import type { Probe } from '../../testbed/probe.ts';
import { socketDirectory } from '../../testbed/probe.ts';
import { runInside } from '../../testbed/run-inside.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import { failed, type Judgement } from '../judgement.ts';
import { type Door, opensNothing, type Waited } from './door.ts';
import { listedPorts, openPorts } from './open-ports.ts';

export interface UnixListener {
  readonly path: string;
  /** Connections that wait to be accepted. */
  readonly receiveQueue: number;
}

/** The server's end of a connection. */
export interface UnixConnection {
  readonly path: string;
  readonly state: 'established' | 'not accepted';
  readonly inode: string;
}

interface UnixDoorParts {
  /** Of the server's machine. */
  readonly sidecar: Sidecar;
  /** Whose connections count; may remove what the server has made. */
  readonly client: Probe;
}

const timeoutMs = 10_000;

export class UnixDoor implements Door {
  readonly transport = 'unix-stream';
  readonly at: { readonly path: string };
  readonly #path: string;
  readonly #sidecar: Sidecar;
  readonly #client: Probe;
  #forgotten: ReadonlySet<string> = new Set();

  /** `path`: as the server has it. */
  constructor(path: string, { sidecar, client }: UnixDoorParts) {
    this.at = { path: posix.join(socketDirectory, posix.basename(path)) };
    this.#path = path;
    this.#sidecar = sidecar;
    this.#client = client;
  }

  get name(): string {
    return `the Unix socket ${this.#path}`;
  }

  async look(): Promise<'open' | 'elsewhere' | 'closed'> {
    const listeners = await this.#listeners();
    if (listeners.some(({ path }) => this.#isHere(path))) return 'open';
    if (listeners.length > 0) return 'elsewhere';
    return (await openPorts(this.#sidecar)).length === 0 ? 'closed' : 'elsewhere';
  }

  async problem(waited: Waited): Promise<Judgement | undefined> {
    const listeners = await this.#listeners();
    if (listeners.some(({ path }) => this.#isHere(path))) return undefined;
    const [first] = listeners;
    if (first !== undefined) {
      return failed(
        `it does not listen on ${this.name} but on ${listeners.map(({ path }) => path).join(', ')}`,
        first.path.startsWith('@')
          ? 'An abstract name is known to its own machine only: let it make a socket with a file'
          : `Check it with --path ${first.path}, or configure it for ${this.#path}`,
      );
    }
    const ports = await openPorts(this.#sidecar);
    if (ports.length > 0) {
      return failed(
        `it does not listen on ${this.name} but on the TCP port ${listedPorts(ports)}`,
        `Check it with --transport tcp --port ${ports[0]?.port ?? ''}, or configure it for ${this.#path}`,
      );
    }
    return opensNothing('listened on no Unix socket', waited);
  }

  async notAccepted(): Promise<number> {
    const here = (await this.#listeners()).filter(({ path }) => this.#isHere(path));
    return here.reduce((sum, { receiveQueue }) => sum + receiveQueue, 0);
  }

  async forgetConnections(): Promise<void> {
    // Those that are not accepted have no inode yet.
    const inodes = (await this.#connections()).map(({ inode }) => inode).filter((inode) => inode !== '0');
    this.#forgotten = new Set(inodes);
  }

  /** Clients have no addresses here: all connections of the bad one count. */
  async connections(): Promise<string[]> {
    const sockets = await this.#connections();
    return sockets.filter(({ inode }) => !this.#forgotten.has(inode)).map(({ state }) => state);
  }

  async #connections(): Promise<UnixConnection[]> {
    const { output } = await runInside(this.#client.container, ['cat', '/proc/net/unix'], { timeoutMs });
    const sockets = output.split('\n').flatMap((line) => readProcUnix(line) ?? []);
    return sockets.filter(({ path }) => this.#isHere(path));
  }

  /** Nobody but the server removes the file, and a killed one has not. */
  async left(): Promise<string | undefined> {
    return 'The file of its socket is still there: remove it before bind, when nobody answers on it';
  }

  async free(): Promise<void> {
    await this.#client.removeFile(this.at.path);
  }

  /** A server may have bound a relative path, or one by way of a link: the name of the file is the same. */
  #isHere(path: string): boolean {
    return path === this.#path || posix.basename(path) === posix.basename(this.#path);
  }

  async #listeners(): Promise<UnixListener[]> {
    const command = ['ss', '--unix', '-HnlO'];
    const { output } = await runInside(this.#sidecar.container, command, { timeoutMs });
    return output.split('\n').flatMap((line) => readListener(line) ?? []);
  }
}

/** `u_str LISTEN 0 511 /run/app/app.sock 465795 * 0` */
export function readListener(line: string): UnixListener | undefined {
  const parts = /^u_str\s+LISTEN\s+(\d+)\s+\d+\s+(.*?)\s+\d+\s+\S+\s+\d+\s*$/.exec(line.trim());
  return parts === null ? undefined : { receiveQueue: Number(parts[1]), path: parts[2] ?? '' };
}

/** `0000000000000000: 00000003 00000000 00000000 0001 03 465797 /run/app/app.sock`: only servers' ends have a path. */
export function readProcUnix(line: string): UnixConnection | undefined {
  const parts = /^\w+: \w+ \w+ (\w+) 0001 (\w\w)\s+(\d+) (.+)$/.exec(line.trim());
  if (parts === null) return undefined;
  const [, flags = '', state, inode = '', path = ''] = parts;
  // The flag of a listener.
  if ((Number.parseInt(flags, 16) & 0x10000) !== 0) return undefined;
  return { path, state: state === '02' ? 'not accepted' : 'established', inode };
}
