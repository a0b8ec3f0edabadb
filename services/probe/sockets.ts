// The sockets by the numbers that the testbed gave them, and the files that they leave behind.

import { constants } from 'node:os';
import { SocketFile } from '../../src/socketserver/socket-file.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import type { ProbeSocket } from './probe-socket.ts';

const { EBADF, EEXIST } = constants.errno;

export class Sockets {
  readonly #byNumber = new Map<number, ProbeSocket>();
  #files: SocketFile[] = [];

  /** Throws EEXIST, as the failure of `syscall`. */
  add(number: number, socket: ProbeSocket, syscall: string): void {
    if (this.#byNumber.has(number)) throw kernelError(EEXIST, syscall);
    this.#byNumber.set(number, socket);
  }

  /** Throws EBADF, as the failure of `syscall`. */
  get(number: number, syscall: string): ProbeSocket {
    const socket = this.#byNumber.get(number);
    if (socket === undefined) throw kernelError(EBADF, syscall);
    return socket;
  }

  /** The number is free again. */
  take(number: number, syscall: string): ProbeSocket {
    const socket = this.get(number, syscall);
    this.#byNumber.delete(number);
    return socket;
  }

  /** Right after a bind. Closing leaves the file, as the kernel does; `closeAll` removes it. */
  keepFile(path: string): void {
    this.#files.push(new SocketFile(path));
  }

  /** Gives how many were open. Files that are no longer ours are left alone. */
  closeAll(): number {
    const open = this.#byNumber.size;
    for (const socket of this.#byNumber.values()) socket.closeNow();
    for (const file of this.#files) file.remove();
    this.#byNumber.clear();
    this.#files = [];
    return open;
  }
}
