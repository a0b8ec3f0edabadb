// One socket that a test drives: the kernel's, made when it is first needed, and who waits for it. What the commands
// do with it is in steps.ts, receive.ts and send.ts.

import { constants } from 'node:os';
import type { Ends } from '../../src/errors/outcome.ts';
import type { Transport } from '../../src/errors/transport.ts';
import type { SocketOptions } from '../../src/protocol/probe.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import type { Attempt } from './attempt.ts';
import { Lanes } from './lanes.ts';
import { applyOptions, lingerNot, resetOnClose } from './options.ts';
import type { Readiness } from './readiness.ts';
import { formatSockaddr, hasName } from './sockaddr.ts';
import * as kernel from './syscalls.ts';

export type Direction = 'input' | 'output';

/** The ends of a socket that the kernel has not made. */
const noEnds: Ends = { local: '(unnamed)' };

export class ProbeSocket {
  readonly transport: Transport;
  readonly options: SocketOptions;
  readonly lanes = new Lanes();
  /** The kernel has said EINPROGRESS to a connect and was not asked to connect since. */
  isConnecting = false;
  readonly #readiness: Readiness;
  readonly #wake: Partial<Record<Direction, () => void>> = {};
  #fd = -1;
  #error = 0;

  constructor(readiness: Readiness, transport: Transport, options: SocketOptions) {
    this.#readiness = readiness;
    this.transport = transport;
    this.options = options;
  }

  /** The descriptor; -1, which the kernel calls EBADF, before `open` and after `close`. */
  get fd(): number {
    return this.#fd;
  }

  get isStream(): boolean {
    return this.transport === 'tcp' || this.transport === 'unix-stream';
  }

  /** Makes the kernel's socket, unless there is one. Throws what the kernel says, and not for an attempt that is over. */
  open(attempt: Attempt, family: 4 | 6 = 4): void {
    attempt.throwIfOver();
    if (this.#fd !== -1) return;
    const number = this.#familyNumber(this.options.family ?? family);
    const fd = kernel.socket(number, this.isStream ? kernel.SOCK_STREAM : kernel.SOCK_DGRAM);
    if (fd < 0) throw kernelError(-fd, 'socket');
    try {
      applyOptions(fd, number, this.options);
      this.#watch(fd);
    } catch (error) {
      kernel.close(fd);
      throw error;
    }
  }

  /** The socket of a connection that this one, which listens, has accepted as `fd`. */
  accepted(fd: number): ProbeSocket {
    const connection = new ProbeSocket(this.#readiness, this.transport, this.options);
    try {
      connection.#watch(fd);
    } catch (error) {
      kernel.close(fd);
      throw error;
    }
    return connection;
  }

  /** Waits until it is worth to try again. Only right after an EAGAIN, and by one at a time for each direction. */
  ready(direction: Direction, attempt: Attempt): Promise<void> {
    return attempt.wait((wake) => {
      this.#wake[direction] = wake;
    });
  }

  /** Whatever the kernel says of the two ends now. */
  ends(): Ends {
    if (this.#fd === -1) return noEnds;
    const [local, peer] = [kernel.localOf(this.#fd), kernel.peerOf(this.#fd)];
    return {
      local: typeof local === 'number' ? noEnds.local : formatSockaddr(local),
      ...(typeof peer === 'number' || !hasName(peer) ? {} : { peer: formatSockaddr(peer) }),
    };
  }

  /** SO_ERROR, an errno or 0. The kernel tells it once, so it is kept for the next call that would fail. */
  lookAtError(): number {
    if (this.#error === 0) this.#error = kernel.option32(this.#fd, kernel.SOL_SOCKET, kernel.SO_ERROR);
    return this.#error;
  }

  takeError(): number {
    const error = this.lookAtError();
    this.#error = 0;
    return error;
  }

  /** As `kernel.receive`; a kept error comes after the data, as the kernel's own does. */
  receive(bytesMax: number, peek: boolean): Buffer | number {
    const got = kernel.receive(this.#fd, bytesMax, peek);
    const isOut = typeof got === 'number' ? got === -constants.errno.EAGAIN : got.length === 0;
    return isOut && this.#error !== 0 ? -this.takeError() : got;
  }

  /** As `kernel.send`. */
  send(data: Uint8Array, to: Buffer | null): number {
    return this.#error === 0 ? kernel.send(this.#fd, data, to) : -this.takeError();
  }

  /** Ends what waits for it and closes it. With a linger time it takes as long as the kernel does. */
  async close(): Promise<void> {
    const fd = this.#leave();
    if (fd === -1) return;
    if (this.#lingers) await kernel.closeAside(fd);
    else kernel.close(fd);
  }

  /** Closes at once, whatever the linger time is. With `reset` TCP sends a reset. */
  closeNow({ reset = false } = {}): void {
    const fd = this.#leave();
    if (fd === -1) return;
    try {
      if (reset) resetOnClose(fd);
      else if (this.#lingers) lingerNot(fd);
    } finally {
      kernel.close(fd);
    }
  }

  get #lingers(): boolean {
    return (this.options.lingerSeconds ?? 0) > 0;
  }

  #leave(): number {
    const fd = this.#fd;
    this.#fd = -1;
    this.#readiness.forget(fd);
    this.lanes.cancel();
    return fd;
  }

  #watch(fd: number): void {
    this.#readiness.watch(fd, (input, output) => {
      if (input) this.#wake.input?.();
      if (output) this.#wake.output?.();
    });
    this.#fd = fd;
  }

  #familyNumber(family: 4 | 6): number {
    if (this.transport === 'unix-stream' || this.transport === 'unix-datagram') return kernel.AF_UNIX;
    return family === 6 ? kernel.AF_INET6 : kernel.AF_INET;
  }
}
