// An HTTP server by hand: a probe that takes a connection, reads a request, and sends as much of an answer as the
// scenario wants. Both of Node's clients ask it the same, and each has words of its own for what it gets.

import type { BorrowedBed, HttpClient, Outcome, Probe, ProbeSocket } from 'socketbed';
import { expect, type ScenarioFixtures } from 'socketbed/vitest';

type LiveCapture = Awaited<ReturnType<BorrowedBed['capture']>>;

export interface Machines {
  readonly server: Probe;
  readonly client: Probe;
  readonly listener: ProbeSocket;
  /** At the client. */
  readonly capture: LiveCapture;
}

export const body = '0123456789';
export const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
export const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n`;

export async function machines(bed: BorrowedBed): Promise<Machines> {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port: 8000 });
  return { server, client, listener, capture: await bed.capture(client.container) };
}

/** Takes the next connection and its request. */
export async function takeRequest(listener: ProbeSocket): Promise<ProbeSocket> {
  const served = await listener.accept();
  expect(served).toBeAccepted();
  expect((await served.receive()).kind).toBe('received');
  return served;
}

/** Both clients ask, and get the whole answer. */
export async function answerBoth({ client, listener }: Machines, answer = whole): Promise<void> {
  for (const name of ['http', 'fetch'] as const) {
    const asking = client.request(name, listener.address);
    const served = await takeRequest(listener);
    expect(await served.send(answer)).toBeSent();
    await served.close();
    expect(await asking).toReply(body);
  }
}

export interface Breaking {
  /** What is told in the results: `the server resets in the body`. */
  readonly what: string;
  /** The whole answer. Default: one with a length. */
  readonly answer?: string;
  /** How much of it goes out before. */
  readonly sentBytes: number;
  readonly by: 'reset' | 'close';
  /** What each client gets. */
  readonly gets: Readonly<Record<HttpClient, (outcome: Outcome) => void>>;
  /** What is on the wire of each. */
  readonly shows: readonly string[];
}

/** Tells the scenario of an answer that breaks off. */
export function brokenAnswer({ what, answer = whole, sentBytes, by, gets, shows }: Breaking) {
  return async ({ bed, act, inject }: ScenarioFixtures): Promise<void> => {
    const all = await machines(bed);
    const { client, listener, capture } = all;

    await act.control(() => answerBoth(all, answer));

    await act.fault(async () => {
      for (const name of ['http', 'fetch'] as const) {
        const asking = client.request(name, listener.address);
        const served = await takeRequest(listener);
        if (sentBytes > 0) expect(await served.send(answer.slice(0, sentBytes))).toBeSent(sentBytes);
        // What the client has not read when the reset comes may be lost to it.
        await expect.poll(async () => (await capture.wire()).signature.unanswered).toBeNull();
        const broken = await inject(what, () => (by === 'reset' ? served.reset() : served.close()));
        if (broken === undefined) {
          await served.send(answer.slice(sentBytes));
          await served.close();
        }
        gets[name](await asking);
        expect(await capture.wire()).toShow(...shows);
      }
    });

    await act.lifted(() => answerBoth(all, answer));
  };
}
