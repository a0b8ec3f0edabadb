// The server that a client under test is sent to: a probe that plays what each case needs, connection by connection.
//
//   client -- request --> target     answers, or resets, closes, stays silent, as the script of the case says
//                           |
//                     answer source: the target itself, or a real server

import type { Probe } from '../../testbed/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { type AnswerSource, nextBytes, OwnAnswers, onlyProbeGone, silenceMaxMs } from './answer-source.ts';

/** What happens on one connection; `number` counts from 0. Its end is the end of the connection. */
export type Script = (connection: ProbeSocket, number: number) => Promise<void>;

export const targetPort = 7000;

export class Target {
  readonly probe: Probe;
  readonly answers: AnswerSource;
  readonly #port: number;
  #listener: ProbeSocket | undefined;
  #serving: Promise<void> = Promise.resolve();

  /** Several targets of one probe have a port each. */
  constructor(probe: Probe, answers: AnswerSource = new OwnAnswers(), port: number = targetPort) {
    this.probe = probe;
    this.answers = answers;
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

  /** Answers until the connection has ended. */
  readonly answering: Script = (connection) => this.answers.toTheEnd(connection);

  /** What the client says next; undefined when it has ended. */
  request(connection: ProbeSocket): Promise<Buffer | undefined> {
    return nextBytes(connection);
  }

  async #accept(listener: ProbeSocket, script: Script): Promise<void> {
    for (let number = 0; ; number += 1) {
      const connection = await listener.accept({ timeoutMs: silenceMaxMs });
      if (connection.outcome?.kind !== 'accepted') break;
      // What the client does to its connection is for the packets to tell.
      script(connection, number).catch(onlyProbeGone);
    }
  }
}
