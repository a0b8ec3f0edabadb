// A capture that runs in a sidecar; its packets are fetched when it is stopped.

import type { CaptureEnd } from '../protocol/sidecar.ts';
import type { SidecarSession } from './sidecar-session.ts';

/** What was captured, as a pcap file. */
export interface Captured extends Omit<CaptureEnd, 'path'> {
  readonly pcap: Buffer;
}

export class Capture implements AsyncDisposable {
  readonly #session: SidecarSession;
  readonly #number: number;
  readonly #onEnd: (capture: Capture) => void;
  #ending: Promise<Captured> | undefined;

  /** Of a sidecar: see Sidecar.startCapture. */
  constructor(session: SidecarSession, number: number, onEnd: (capture: Capture) => void) {
    this.#session = session;
    this.#number = number;
    this.#onEnd = onEnd;
  }

  /** Whether it runs, or ran, in this session. */
  isOf(session: SidecarSession): boolean {
    return this.#session === session;
  }

  /** The pcap file of all packets that were sent until now; of a capture that has ended, the whole of it. */
  async read(): Promise<Buffer> {
    if (this.#ending !== undefined) return (await this.#ending).pcap;
    const { path } = await this.#session.request({ op: 'readCapture', capture: this.#number });
    return await this.#session.file(path);
  }

  /** The pcap file: all packets that were sent before, unless `end` says that it is not complete. Twice is fine. */
  async stop(): Promise<Buffer> {
    return (await this.end()).pcap;
  }

  /** The same with how it ended. */
  end(): Promise<Captured> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  async #end(): Promise<Captured> {
    try {
      const { path, ...end } = await this.#session.request({ op: 'stopCapture', capture: this.#number });
      return { ...end, pcap: await this.#session.file(path) };
    } finally {
      this.#onEnd(this);
    }
  }
}
