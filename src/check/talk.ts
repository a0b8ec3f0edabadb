// The good client of a server under test: what it says, what it expects, and one whole exchange the way a well-behaved
// program does it, to a FIN from both sides.
//
//   connect -> send the probe text -> read until the expected text is there -> FIN -> read to the end -> close

import type { Outcome, ReceivedOutcome } from '../errors/outcome.ts';
import type { Transport } from '../errors/transport.ts';
import type { ProbeAddress } from '../protocol/probe.ts';
import type { Probe } from '../testbed/probe.ts';
import type { ProbeSocket } from '../testbed/probe-socket.ts';
import { quoteBytes } from './bytes.ts';

export interface Talk {
  /** What a client says first. Absent: it waits for the server to speak, or only connects. */
  readonly probe?: Buffer;
  /** What the server's answer begins with. Absent: any answer will do, if there is a probe text. */
  readonly expect?: Buffer;
}

export interface Answer {
  readonly isRight: boolean;
  readonly outcome: Outcome;
}

/** Whether the server is expected to say anything. */
export const isSpoken = ({ probe, expect }: Talk): boolean => probe !== undefined || expect !== undefined;

/** `reply "+PONG\r\n"` */
export function expectedWords({ probe, expect }: Talk): string {
  if (expect !== undefined) return `reply ${quoteBytes(expect)}`;
  return probe === undefined ? 'connected' : 'a reply';
}

/** How long the server may take to end its side after ours; some never do, which is another check's business. */
const goodbyeMs = 250;

/** One exchange on a connection of its own. */
export async function talkOnce(
  client: Probe,
  { transport, at }: { readonly transport: Transport; readonly at: ProbeAddress },
  talk: Talk,
  timeoutMs: number,
): Promise<Answer & { readonly socket: ProbeSocket }> {
  const socket = await client.connect(transport, at, { timeoutMs });
  if (socket.outcome?.kind !== 'connected') return { ...missing(socket.outcome), socket };
  const answer = isSpoken(talk)
    ? await converse(socket, talk, timeoutMs)
    : { isRight: true, outcome: socket.outcome };
  await leave(socket);
  return { ...answer, socket };
}

/** One exchange on a connection that is open, and stays so. */
export async function converse(socket: ProbeSocket, talk: Talk, timeoutMs: number): Promise<Answer> {
  if (talk.probe !== undefined) {
    const sent = await socket.send(talk.probe, { timeoutMs });
    if (sent.kind !== 'sent') return { isRight: false, outcome: sent };
  }
  return await readAnswer(socket, talk, timeoutMs);
}

/** What the server says, until that is what is expected, or cannot be any more. */
export async function readAnswer(
  socket: ProbeSocket,
  { expect = Buffer.alloc(0) }: Talk,
  timeoutMs: number,
): Promise<Answer> {
  const startedMs = performance.now();
  let data = Buffer.alloc(0);
  for (;;) {
    const leftMs = Math.max(1, timeoutMs - (performance.now() - startedMs));
    const received = await socket.receive({ timeoutMs: leftMs });
    if (received.kind !== 'received') return { isRight: false, outcome: received };
    data = Buffer.concat([data, received.data]);
    const length = Math.min(data.length, expect.length);
    if (!data.subarray(0, length).equals(expect.subarray(0, length))) return wrong(received, data, expect);
    if (data.length > 0 && data.length >= expect.length) return right(received, data, startedMs);
  }
}

/** Ends the connection as a polite client does: a reset comes of nothing that was left unread. */
export async function leave(socket: ProbeSocket): Promise<void> {
  if (socket.transport !== 'udp') {
    await socket.end();
    await socket.receive({ untilEnd: true, timeoutMs: goodbyeMs });
  }
  await socket.close();
}

function right({ atMs }: ReceivedOutcome, data: Buffer, startedMs: number): Answer {
  const durationMs = performance.now() - startedMs;
  return {
    isRight: true,
    outcome: { kind: 'reply', reply: data.toString(), roundTripMs: durationMs, atMs, durationMs },
  };
}

function wrong({ atMs, durationMs }: ReceivedOutcome, data: Buffer, expect: Buffer): Answer {
  const outcome: Outcome = {
    kind: 'wrong',
    reply: data.toString(),
    expected: expect.toString(),
    atMs,
    durationMs,
  };
  return { isRight: false, outcome };
}

function missing(outcome: Outcome | undefined): Answer {
  const none: Outcome = { kind: 'failed', atMs: Date.now(), durationMs: 0 };
  return { isRight: false, outcome: outcome ?? none };
}
