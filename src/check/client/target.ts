// The server that a client under test is sent to: a probe that plays what each case needs, connection by connection.
//
//   client -- request --> target     answers, or resets, closes, stays silent, as the script of the case says
//
// A request is what one read gives: that is right for all who wait for the answer before they ask again.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';

/** What happens on one connection; `number` counts from 0. Its end is the end of the connection. */
export type Script = (connection: ProbeSocket, number: number) => Promise<void>;

export const targetPort = 7000;
/** Longer than any case: silence is the client's to end. */
const waitMs = 120_000;

export class Target {
  readonly probe: Probe;
  readonly #answer: Buffer | undefined;
  readonly #port: number;
  #listener: ProbeSocket | undefined;
  #serving: Promise<void> = Promise.resolve();

  /** Several targets of one probe have a port each. */
  constructor(probe: Probe, answer: Buffer | undefined, port: number = targetPort) {
    this.probe = probe;
    this.#answer = answer;
    this.#port = port;
  }

  /** Listens, and plays the script on each connection, side by side. */
  async serve(script: Script): Promise<void> {
    const listener = await this.probe.listen('tcp', { port: this.#port });
    this.#listener = listener;
    this.#serving = this.#accept(listener, script);
  }

  /** Ends every connection. The probe is then as it was. */
  async close(): Promise<void> {
    await this.#listener?.close();
    await this.#serving;
    await this.probe.closeAll();
  }

  /** Answers each request until the client ends the connection. */
  readonly answering: Script = async (connection) => {
    while (await this.answerOnce(connection));
    await connection.close();
  };

  /** One request, and its answer; false when the client has ended instead. */
  async answerOnce(connection: ProbeSocket): Promise<boolean> {
    const request = await this.request(connection);
    return request !== undefined && (await connection.send(this.answerTo(request))).kind === 'sent';
  }

  async request(connection: ProbeSocket): Promise<Buffer | undefined> {
    const received = await connection.receive({ timeoutMs: waitMs });
    return received.kind === 'received' && received.data.length > 0 ? received.data : undefined;
  }

  answerTo(request: Buffer): Buffer {
    return this.#answer ?? Buffer.from(request.map(upper));
  }

  async #accept(listener: ProbeSocket, script: Script): Promise<void> {
    for (let number = 0; ; number += 1) {
      const connection = await listener.accept({ timeoutMs: waitMs });
      if (connection.outcome?.kind !== 'accepted') break;
      // What the client does to its connection is for the packets to tell.
      script(connection, number).catch(onlyProbeGone);
    }
  }
}

/** A case that has ended takes its probe down while scripts still wait. */
function onlyProbeGone(error: unknown): void {
  if (!(error instanceof SocketbedError)) throw error;
}

const upper = (byte: number): number => (byte >= 97 && byte <= 122 ? byte - 32 : byte);
