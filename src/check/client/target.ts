// The server that a client of connections is sent to: a probe that plays what each case needs, connection by connection.
//
//   client -- request --> target     answers, or resets, closes, stays silent, as the script of the case says
//                           |
//                     answer source: the target itself, or a real server

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { Conversation } from '../../evidence/conversation.ts';
import { type Probe, socketDirectory } from '../../testbed/probe.ts';
import { ProbeSocket } from '../../testbed/probe-socket.ts';
import { runInside } from '../../testbed/run-inside.ts';
import { type AnswerSource, nextBytes, OwnAnswers, onlyProbeGone, silenceMaxMs } from './answer-source.ts';
import { type Attempt, attemptsOf } from './attempt.ts';
import type { ClientDoor } from './door.ts';
import { attemptsOfCalls, NotedCalls } from './noted-calls.ts';

/** What happens on one connection; `number` counts from 0. Its end is the end of the connection. */
export type Script = (connection: ProbeSocket, number: number) => Promise<void>;

export const targetPort = 7000;
const targetPath = `${socketDirectory}/target.sock`;
const chmodMs = 10_000;

/** A TCP port of the probe's machine, or a Unix socket on a volume that the probe has for its own. */
export type TargetPlace = { readonly port: number } | { readonly volume: string };

export class Target implements ClientDoor {
  readonly probe: Probe;
  readonly answers: AnswerSource;
  readonly #place: TargetPlace;
  readonly #noted: NotedCalls;
  #listener: ProbeSocket | undefined;
  #serving: Promise<void> = Promise.resolve();

  /** Several targets of one probe have a port each. */
  constructor(
    probe: Probe,
    answers: AnswerSource = new OwnAnswers(),
    place: TargetPlace = { port: targetPort },
  ) {
    this.probe = probe;
    this.answers = answers;
    this.#place = place;
    this.#noted = new NotedCalls(probe);
  }

  get transport(): 'tcp' | 'unix' {
    return 'port' in this.#place ? 'tcp' : 'unix';
  }

  get address(): string {
    return 'port' in this.#place ? `${this.probe.container.host()}:${this.#place.port}` : targetPath;
  }

  get binds(): readonly string[] {
    return 'port' in this.#place ? [] : [`${this.#place.volume}:${socketDirectory}`];
  }

  get packets(): ClientDoor['packets'] {
    if (!('port' in this.#place)) return undefined;
    return {
      match: { direction: 'in', protocol: 'tcp', localPort: this.#place.port },
      // Those to an upstream are not the client's.
      query: { transport: 'tcp', ends: [this.address] },
    };
  }

  answer(): Promise<void> {
    return this.serve(this.answering);
  }

  keepSilent(): Promise<void> {
    return this.serve(async (connection) => {
      while ((await this.request(connection)) !== undefined);
      await connection.close();
    });
  }

  /** A TCP port needs nobody for that; the file of a Unix socket has to be there. */
  async refuse(): Promise<void> {
    if (this.transport === 'unix') await this.#bind();
  }

  /** Listens, and plays the script on each connection, side by side. */
  async serve(script: Script): Promise<void> {
    const listener = await this.#bind();
    await listener.listen();
    this.#serving = this.#accept(listener, script);
  }

  /** Ends every connection. */
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

  attempts(conversations: readonly Conversation[]): Attempt[] {
    return 'port' in this.#place
      ? attemptsOf(conversations, this.#place.port)
      : attemptsOfCalls(this.#noted.calls);
  }

  async #bind(): Promise<ProbeSocket> {
    if (this.#listener !== undefined) return this.#listener;
    if ('port' in this.#place) {
      this.#listener = this.probe.tcp();
      await this.#listener.bind({ host: '0.0.0.0', port: this.#place.port });
      return this.#listener;
    }
    this.#listener = new ProbeSocket(this.#noted, 'unix-stream', {});
    await this.#listener.bind({ path: targetPath });
    await this.#openToAll();
    return this.#listener;
  }

  /** Clients run as whom they like. */
  async #openToAll(): Promise<void> {
    const command = ['chmod', 'a+rw', targetPath];
    const { exitCode, output } = await runInside(this.probe.container, command, { timeoutMs: chmodMs });
    if (exitCode === 0) return;
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the target cannot open ${targetPath} to its client`,
      found: output,
      advice: 'The image of the probe needs `chmod`: build it anew',
    });
  }

  async #accept(listener: ProbeSocket, script: Script): Promise<void> {
    for (let number = 0; ; number += 1) {
      const connection = await listener.accept({ timeoutMs: silenceMaxMs });
      if (connection.outcome?.kind !== 'accepted') break;
      // What the client does to its connection is for the evidence to tell.
      script(connection, number).catch(onlyProbeGone);
    }
  }
}
