// The server that a client of datagrams is sent to: a probe with a UDP port.
//
//   client -- request --> target     answers each datagram with one, or several, or none

import type { Conversation } from '../../evidence/conversation.ts';
import type { ProbeAddress } from '../../protocol/probe.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { answerOf, onlyProbeGone, silenceMaxMs } from './answer-source.ts';
import { type Attempt, attemptsOfDatagrams } from './attempt.ts';
import type { ClientDoor } from './door.ts';
import { targetPort } from './target.ts';

export class DatagramTarget implements ClientDoor {
  readonly transport = 'udp';
  readonly probe: Probe;
  readonly binds: readonly string[] = [];
  readonly #answer: Buffer | undefined;
  #serving: Promise<void> = Promise.resolve();

  /** `answer`: to each request. Default: the request with its ASCII letters in upper case. */
  constructor(probe: Probe, answer?: Buffer) {
    this.probe = probe;
    this.#answer = answer;
  }

  get address(): string {
    return `${this.probe.container.host()}:${targetPort}`;
  }

  get packets(): NonNullable<ClientDoor['packets']> {
    return {
      match: { direction: 'in', protocol: 'udp', localPort: targetPort },
      query: { transport: 'udp', ends: [this.address] },
    };
  }

  /** `copies`: of each reply. */
  async answer(copies = 1): Promise<void> {
    this.#serving = this.#answerAll(await this.#bind(), copies).catch(onlyProbeGone);
  }

  async keepSilent(): Promise<void> {
    await this.#bind();
  }

  async refuse(): Promise<void> {
    // Of a port that nobody has the kernel says so.
  }

  attempts(conversations: readonly Conversation[]): Attempt[] {
    return attemptsOfDatagrams(conversations);
  }

  async close(): Promise<void> {
    await this.probe.closeAll();
    await this.#serving;
  }

  #bind(): Promise<ProbeSocket> {
    return this.probe.listen('udp', { port: targetPort });
  }

  async #answerAll(socket: ProbeSocket, copies: number): Promise<void> {
    for (;;) {
      const request = await socket.receive({ timeoutMs: silenceMaxMs });
      if (request.kind !== 'received' || request.from === undefined) return;
      const [reply, to] = [answerOf(request.data, this.#answer), addressOf(request.from)];
      for (let copy = 0; copy < copies; copy += 1) await socket.send(reply, { to });
    }
  }
}

/** `172.18.0.3:40000` */
function addressOf(text: string): ProbeAddress {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
