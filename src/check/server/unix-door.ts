// A Unix stream socket on the volume that a server shares with its clients. The kernel keeps such sockets by network
// namespace, so the sidecar of the machine sees them; their files are the volume's.
//
//   server  /run/app/app.sock --\                       /-- ss -x: sidecar
//                                volume, machine's kernel
//   clients /run/socketbed/app.sock --/

import { posix } from 'node:path';
import type { Probe } from '../../testbed/probe.ts';
import { socketDirectory } from '../../testbed/probe.ts';
import { runInside } from '../../testbed/run-inside.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import { failed, type Judgement } from '../judgement.ts';
import { type Door, opensNothing, type Waited } from './door.ts';
import { listedPorts, openPorts } from './open-ports.ts';

export interface UnixSocket {
  readonly state: 'listen' | 'established' | 'other';
  readonly path: string;
  /** Of one that listens: connections that wait to be accepted. */
  readonly receiveQueue: number;
  /** Whether the other end is gone. */
  readonly isAlone: boolean;
}

const listTimeoutMs = 10_000;

export class UnixDoor implements Door {
  readonly transport = 'unix-stream';
  readonly at: { readonly path: string };
  readonly #path: string;
  readonly #sidecar: Sidecar;
  readonly #remover: Probe;

  /** `path`: as the server has it. `remover` may remove what the server has made. */
  constructor(path: string, { sidecar, remover }: { readonly sidecar: Sidecar; readonly remover: Probe }) {
    this.at = { path: posix.join(socketDirectory, posix.basename(path)) };
    this.#path = path;
    this.#sidecar = sidecar;
    this.#remover = remover;
  }

  get name(): string {
    return `the Unix socket ${this.#path}`;
  }

  async look(): Promise<'open' | 'elsewhere' | 'closed'> {
    const listeners = (await this.#sockets()).filter(({ state }) => state === 'listen');
    if (listeners.some((socket) => this.#isHere(socket))) return 'open';
    if (listeners.length > 0) return 'elsewhere';
    return (await openPorts(this.#sidecar)).length === 0 ? 'closed' : 'elsewhere';
  }

  async problem(waited: Waited): Promise<Judgement | undefined> {
    const listeners = (await this.#sockets()).filter(({ state }) => state === 'listen');
    if (listeners.some((socket) => this.#isHere(socket))) return undefined;
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
    const here = (await this.#sockets()).filter((socket) => this.#isHere(socket));
    return here.reduce((sum, { state, receiveQueue }) => sum + (state === 'listen' ? receiveQueue : 0), 0);
  }

  /** Clients have no addresses here: those that count are the server's ends whose other end is gone. */
  async connections(): Promise<string[]> {
    const here = (await this.#sockets()).filter((socket) => this.#isHere(socket));
    return here.filter(({ state, isAlone }) => state === 'established' && isAlone).map(({ state }) => state);
  }

  /** Nobody but the server removes the file, and a killed one has not. */
  async left(): Promise<string | undefined> {
    return 'The file of its socket is still there: remove it before bind, when nobody answers on it';
  }

  async free(): Promise<void> {
    await this.#remover.removeFile(this.at.path);
  }

  /** A server may have bound a relative path, or one by way of a link: the name of the file is the same. */
  #isHere({ path }: UnixSocket): boolean {
    return path === this.#path || posix.basename(path) === posix.basename(this.#path);
  }

  async #sockets(): Promise<UnixSocket[]> {
    const command = ['ss', '--unix', '-HnaO'];
    const { output } = await runInside(this.#sidecar.container, command, { timeoutMs: listTimeoutMs });
    return output.split('\n').flatMap((line) => readUnixSocket(line) ?? []);
  }
}

/** `u_str ESTAB 0 0 /run/app/app.sock 465797 * 0`: the last number is the other end's inode. */
export function readUnixSocket(line: string): UnixSocket | undefined {
  const parts = /^u_str\s+(\S+)\s+(\d+)\s+\d+\s+(.*?)\s+\d+\s+\S+\s+(\d+)\s*$/.exec(line.trim());
  if (parts === null) return undefined;
  const [, state = '', receiveQueue, path = '', peer] = parts;
  return {
    state: state === 'LISTEN' ? 'listen' : state === 'ESTAB' ? 'established' : 'other',
    path,
    receiveQueue: Number(receiveQueue),
    isAlone: peer === '0',
  };
}
