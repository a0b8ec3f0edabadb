// `rfile`: lines, exact lengths and whole streams out of a connection's chunks.
//
//   Connection.recv() -> chunks of any size -> StreamReader -> lines | n bytes | everything

import { SocketbedError } from '../errors/socketbed-error.ts';

const lineFeed = 10;

/** Where bytes come from: a connection, or a body on one. */
export interface ByteSource {
  /** The next bytes, at least one; empty at the end. */
  recv(): Promise<Buffer>;
}

export interface StreamReaderOptions {
  /** Longest line that readline and iteration accept, bytes. Default 65,536. */
  readonly lineBytesMax?: number;
}

/** Reads of one source; not to be mixed with the source's own recv. One read at a time. */
export class StreamReader implements AsyncIterable<Buffer> {
  readonly #source: ByteSource;
  readonly #lineBytesMax: number;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: ByteSource, { lineBytesMax = 65_536 }: StreamReaderOptions = {}) {
    this.#source = source;
    this.#lineBytesMax = lineBytesMax;
  }

  /** `size` bytes, fewer only when the stream ends first; without a size everything until the end. */
  async read(size = Infinity): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    while (length < size) {
      const part = await this.#next();
      if (part.length === 0) break;
      const taken = part.length <= size - length ? part : part.subarray(0, size - length);
      this.#rest = part.subarray(taken.length);
      parts.push(taken);
      length += taken.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length);
  }

  /** Exactly `size` bytes. Throws MESSAGE_TRUNCATED when the stream ends before. */
  async readExactly(size: number): Promise<Buffer> {
    const data = await this.read(size);
    if (data.length === size) return data;
    throw new SocketbedError({
      code: 'MESSAGE_TRUNCATED',
      what: 'a message was cut off',
      found: `expected ${size} bytes, the peer finished after ${data.length}`,
      advice: 'The peer closed too early, or announced a wrong length',
    });
  }

  /**
   * One line with its `\n`; the last one may lack it; empty at the end of the stream. Throws MESSAGE_TOO_LONG for
   * a line over the limit, of which nothing more is read.
   */
  async readline(): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const part = await this.#next();
      const newline = part.indexOf(lineFeed);
      const taken = newline === -1 ? part : part.subarray(0, newline + 1);
      length += taken.length;
      if (length > this.#lineBytesMax) throw this.#lineTooLong();
      this.#rest = part.subarray(taken.length);
      parts.push(taken);
      if (newline !== -1 || part.length === 0) break;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length);
  }

  /** The lines of the stream, as readline gives them. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const line = await this.readline();
      if (line.length === 0) return;
      yield line;
    }
  }

  /** What is left of the last chunk, else the next chunk; empty at the end. */
  async #next(): Promise<Buffer> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = rest.subarray(rest.length);
      return rest;
    }
    if (this.#ended) return this.#rest;
    const chunk = await this.#source.recv();
    this.#ended = chunk.length === 0;
    return chunk;
  }

  #lineTooLong(): SocketbedError {
    return new SocketbedError({
      code: 'MESSAGE_TOO_LONG',
      what: 'a line is too long',
      found: `it has more than ${this.#lineBytesMax} bytes`,
      advice: 'Raise lineBytesMax if such lines are meant',
    });
  }
}
