// A plain client for tests, on Node's own sockets: it must not depend on what it tests.

import { connect, type Socket } from 'node:net';
import type { SocketAddress } from '../../src/socketserver/index.ts';

/** How the server's side ended: FIN, or the error code that the client's socket gave. */
export type Ending = 'end' | string;

export class StreamClient implements AsyncDisposable {
  readonly socket: Socket;
  /** Settles when the server's side has ended. */
  readonly ending: Promise<Ending>;
  #chunks: Buffer[] = [];
  #length = 0;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake();
    });
    this.ending = new Promise((resolve) => {
      socket.on('end', () => resolve('end'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
      socket.on('close', () => resolve('closed by us'));
    });
    this.ending.then(() => this.#wake());
  }

  static connect(address: SocketAddress): Promise<StreamClient> {
    const socket = connect({ ...address, allowHalfOpen: true });
    const client = new StreamClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(client));
      socket.once('error', reject);
    });
  }

  send(data: Uint8Array | string): void {
    this.socket.write(data);
  }

  /** Exactly so many bytes; rejects when the stream ends first. */
  async receive(length: number): Promise<Buffer> {
    let ended: Ending | undefined;
    this.ending.then((ending) => {
      ended = ending;
    });
    while (this.#length < length) {
      if (ended !== undefined)
        throw new Error(`stream over (${ended}) after ${this.#length} of ${length} bytes`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }

  /** Everything until the server's side ends. */
  async receiveAll(): Promise<Buffer> {
    await this.ending;
    return Buffer.concat(this.#chunks);
  }

  /** Sends, and gives as many bytes back. */
  async exchange(text: string): Promise<string> {
    this.send(text);
    return (await this.receive(Buffer.byteLength(text))).toString('latin1');
  }

  end(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }
}
