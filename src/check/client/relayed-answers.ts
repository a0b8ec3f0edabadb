// Answers of a real server: each connection of the client gets one to the server, and the bytes go through as they come,
// both ways at once, so that it does not matter who speaks first.
//
//   client -- connection --> target -- connection --> upstream
//          <---- FIN, reset: handed on as they come ---->

import type { ProbeAddress } from '../../protocol/probe.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { type AnswerSource, halfOf, nextBytes, onlyProbeGone, silenceMaxMs } from './answer-source.ts';

/** An exchange is whole when the server has answered and then nobody has said anything for so long. */
export const quietMs = 250;

export class RelayedAnswers implements AnswerSource {
  readonly #target: Probe;
  readonly #upstream: ProbeAddress;

  constructor(target: Probe, upstream: ProbeAddress) {
    this.#target = target;
    this.#upstream = upstream;
  }

  async toTheEnd(client: ProbeSocket): Promise<void> {
    const server = await this.#open(client);
    if (server === undefined) return;
    await Promise.all([handOn(client, server), handOn(server, client)]);
    await Promise.all([client.close(), server.close()]);
  }

  async once(client: ProbeSocket): Promise<boolean> {
    const server = await this.#open(client);
    if (server === undefined) return false;
    let isAsked = false;
    let isAnswered = false;
    const asking = handOn(client, server, () => {
      isAsked = true;
      isAnswered = false;
    });
    asking.catch(onlyProbeGone);
    for (;;) {
      const { kind, data } = await read(server, quietMs);
      if (data !== undefined) {
        isAnswered = isAsked;
        if (!(await isSent(client, data))) break;
      } else if (kind !== 'timeout') break;
      else if (isAnswered) {
        await server.close();
        return true;
      }
    }
    await client.end();
    await asking;
    await Promise.all([client.close(), server.close()]);
    return false;
  }

  /** A reply of one byte cannot be cut: the first one of two or more is. PostgreSQL says `N` to a question for TLS. */
  async half(client: ProbeSocket): Promise<boolean> {
    const server = await this.#open(client);
    if (server === undefined) return false;
    // Ends with the client's connection, and takes the server's with it.
    const asking = handOn(client, server);
    asking.catch(onlyProbeGone);
    for (let reply = await nextBytes(server); reply !== undefined; reply = await nextBytes(server)) {
      const isCut = reply.length > 1;
      if (!(await isSent(client, isCut ? reply.subarray(0, halfOf(reply)) : reply))) break;
      if (isCut) return true;
    }
    await client.end();
    await asking;
    await Promise.all([client.close(), server.close()]);
    return false;
  }

  /** A server that takes no connection ends the client's: what a proxy does. */
  async #open(client: ProbeSocket): Promise<ProbeSocket | undefined> {
    const server = await this.#target.connect('tcp', this.#upstream, { noDelay: true });
    if (server.outcome?.kind === 'connected') return server;
    await Promise.all([client.close(), server.close()]);
    return undefined;
  }
}

/** Hands on what `from` says until it ends, and that it has ended, and how. */
async function handOn(from: ProbeSocket, to: ProbeSocket, onBytes?: () => void): Promise<void> {
  for (;;) {
    const { kind, data } = await read(from, silenceMaxMs);
    if (kind === 'closed') {
      await to.end();
      return;
    }
    if (data === undefined) {
      await to.reset();
      return;
    }
    onBytes?.();
    if (!(await isSent(to, data))) {
      await from.reset();
      return;
    }
  }
}

async function read(
  socket: ProbeSocket,
  timeoutMs: number,
): Promise<{ readonly kind: string; readonly data?: Buffer }> {
  const outcome = await socket.receive({ timeoutMs });
  return outcome.kind === 'received' ? { kind: outcome.kind, data: outcome.data } : { kind: outcome.kind };
}

async function isSent(socket: ProbeSocket, data: Buffer): Promise<boolean> {
  return (await socket.send(data, { timeoutMs: silenceMaxMs })).kind === 'sent';
}
