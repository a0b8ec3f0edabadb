// `wfile`: writes to a connection, straight through or gathered first.

/** Where bytes go: a connection, or a body on one. */
export interface ByteSink {
  /** Takes all of `data`. Resolves when more may be sent. */
  sendAll(data: Uint8Array | string): Promise<void>;
}

/** Writes of one sink, in order. */
export class StreamWriter {
  readonly #sink: ByteSink;
  readonly #bufferBytes: number;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #closed = false;

  /** `bufferBytes` are gathered before they are sent in one piece; 0 sends each write at once. */
  constructor(sink: ByteSink, bufferBytes = 0) {
    this.#sink = sink;
    this.#bufferBytes = bufferBytes;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Takes all of `data`. Resolves when more may be written; rejects when the connection is broken. */
  write(data: Uint8Array | string): Promise<void> {
    if (this.#bufferBytes === 0) return this.#sink.sendAll(data);
    const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    return this.#gatheredBytes >= this.#bufferBytes ? this.flush() : Promise.resolve();
  }

  /** Sends what was gathered. */
  flush(): Promise<void> {
    if (this.#gatheredBytes === 0) return Promise.resolve();
    const data = Buffer.concat(this.#gathered, this.#gatheredBytes);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    return this.#sink.sendAll(data);
  }

  /** Flushes; nothing can be written afterwards. The connection itself stays open: the server closes it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.flush();
  }
}
