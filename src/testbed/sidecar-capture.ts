// A capture that runs in a sidecar. Its packets stay there until somebody looks: then those that are new come over the
// sidecar's own stream. (The engine's archive of a file costs fifty times as much: it mounts the container's volumes
// and starts a process.)

import type { CaptureState } from '../protocol/sidecar.ts';
import type { SidecarSession } from './sidecar-session.ts';

/** What was captured, as a pcap file. */
export interface Captured extends Omit<CaptureState, 'bytes'> {
  readonly pcap: Buffer;
}

export class Capture implements AsyncDisposable {
  readonly #session: SidecarSession;
  readonly #number: number;
  readonly #onEnd: (capture: Capture) => void;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #fetching: Promise<unknown> = Promise.resolve();
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
    const { bytes } = await this.#session.request({ op: 'readCapture', capture: this.#number });
    return await this.#file(bytes);
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
      const { bytes, ...end } = await this.#session.request({ op: 'stopCapture', capture: this.#number });
      return { ...end, pcap: await this.#file(bytes) };
    } finally {
      this.#onEnd(this);
    }
  }

  /** Its first `bytes`. Two who ask at once do not fetch the same twice. */
  async #file(bytes: number): Promise<Buffer> {
    const fetched = this.#fetching.then(() => this.#fetch(bytes));
    this.#fetching = fetched.catch(() => {});
    await fetched;
    return Buffer.concat(this.#pieces);
  }

  async #fetch(bytes: number): Promise<void> {
    while (this.#bytes < bytes) {
      const command = { op: 'capturePiece', capture: this.#number, from: this.#bytes } as const;
      const piece = Buffer.from((await this.#session.request(command)).base64, 'base64');
      this.#pieces.push(piece);
      this.#bytes += piece.length;
    }
  }
}
