// Where the answers of a target come from: it makes them itself, or relays to a real server (relayed-answers.ts). What a
// case does with a connection besides is the case's.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';

export interface AnswerSource {
  /** Answers everything, until the connection has ended on both sides. */
  toTheEnd(connection: ProbeSocket): Promise<void>;
  /** One whole exchange, and leaves the connection open. False when it has ended before. */
  once(connection: ProbeSocket): Promise<boolean>;
  /** The first half of the first reply, and nothing more. False when the connection has ended before. */
  half(connection: ProbeSocket): Promise<boolean>;
}

/** Longer than any case: silence is the client's to end. */
export const silenceMaxMs = 120_000;

/** The next bytes of a connection; undefined when there are none to come. */
export async function nextBytes(connection: ProbeSocket): Promise<Buffer | undefined> {
  const received = await connection.receive({ timeoutMs: silenceMaxMs });
  return received.kind === 'received' && received.data.length > 0 ? received.data : undefined;
}

/** A case that has ended takes its probe down while scripts still wait. */
export function onlyProbeGone(error: unknown): void {
  if (!(error instanceof SocketbedError)) throw error;
}

/**
 * Answers of the target's own. A request is what one read gives: that is right for all who wait for the answer before they
 * ask again.
 */
export class OwnAnswers implements AnswerSource {
  readonly #answer: Buffer | undefined;

  /** `answer`: to each request. Default: the echo rule, the request with its ASCII letters in upper case. */
  constructor(answer?: Buffer) {
    this.#answer = answer;
  }

  async toTheEnd(connection: ProbeSocket): Promise<void> {
    while (await this.once(connection));
    await connection.close();
  }

  once(connection: ProbeSocket): Promise<boolean> {
    return this.#reply(connection, (answer) => answer);
  }

  half(connection: ProbeSocket): Promise<boolean> {
    return this.#reply(connection, (answer) => answer.subarray(0, halfOf(answer)));
  }

  async #reply(connection: ProbeSocket, part: (answer: Buffer) => Buffer): Promise<boolean> {
    const request = await nextBytes(connection);
    if (request === undefined) return false;
    const answer = answerOf(request, this.#answer);
    return (await connection.send(part(answer))).kind === 'sent';
  }
}

/** The fixed answer where there is one, else the echo rule. */
export const answerOf = (request: Buffer, fixed: Buffer | undefined): Buffer =>
  fixed ?? Buffer.from(request.map(upper));

/** How many bytes are half of a reply: at least one. */
export const halfOf = ({ length }: Buffer): number => Math.max(1, Math.floor(length / 2));

const upper = (byte: number): number => (byte >= 97 && byte <= 122 ? byte - 32 : byte);
