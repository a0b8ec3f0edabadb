// What a client did, as the packets at its target tell it: one attempt for each connection that it asked for, or for each
// datagram that it sent.

import type { Conversation, Turn } from '../../evidence/conversation.ts';

export interface Attempt {
  /** Of its first SYN, or of its datagram, milliseconds since 1970. */
  readonly atMs: number;
  /** Of the last packet that the client sent. */
  readonly lastMs: number;
  readonly isOpened: boolean;
  /** When the target took it; of one that it did not, the same as `atMs`. */
  readonly openedMs: number;
  /** Payload bytes that the target sent, and the client acknowledged or not. */
  readonly answerBytes: number;
  readonly requestBytes: number;
  /** A reset came from the target's side after the connection was open. */
  readonly isReset: boolean;
  /** The client ended it, with a FIN or a reset. */
  readonly endedByClientMs?: number;
  /** How long after the target's FIN the client sent another request on it, ms; absent: it did not. */
  readonly reusedAfterMs?: number;
}

/** The attempts on a port, in their order. */
export function attemptsOf(conversations: readonly Conversation[], port: number): Attempt[] {
  return conversations
    .filter(
      ({ transport, server, began }) => transport === 'tcp' && server.port === port && began === 'start',
    )
    .map(attemptOf);
}

/** Each datagram of the client, with what came back before it sent the next one from the same port. */
export function attemptsOfDatagrams(conversations: readonly Conversation[]): Attempt[] {
  return conversations.flatMap(datagramsOf).toSorted((one, other) => one.atMs - other.atMs);
}

function datagramsOf({ turns }: Conversation): Attempt[] {
  const requests = turns.filter(({ from, packet }) => from === 'client' && packet.protocol === 'udp');
  return requests.map(({ packet: { atMs }, newBytes }, index) => {
    const nextMs = requests[index + 1]?.packet.atMs ?? Number.POSITIVE_INFINITY;
    const replies = turns.filter(
      ({ from, packet }) =>
        from === 'server' && packet.protocol === 'udp' && packet.atMs >= atMs && packet.atMs < nextMs,
    );
    return {
      ...{ atMs, lastMs: atMs, openedMs: atMs, isOpened: replies.length > 0, isReset: false },
      ...{ answerBytes: sum(replies), requestBytes: newBytes },
    };
  });
}

function attemptOf({ atMs, turns }: Conversation): Attempt {
  const client = turns.filter(({ from }) => from === 'client');
  const server = turns.filter(({ from }) => from === 'server');
  const synAck = server.find(({ packet }) => flagsOf(packet)?.syn === true);
  const firstReset = server.find(({ packet }) => flagsOf(packet)?.rst === true);
  const end = client.find(({ packet }) => flagsOf(packet)?.fin === true || flagsOf(packet)?.rst === true);
  const reusedAfterMs = reuseOf(client, server);
  return {
    atMs,
    lastMs: client.at(-1)?.packet.atMs ?? atMs,
    isOpened: synAck !== undefined,
    openedMs: synAck?.packet.atMs ?? atMs,
    answerBytes: sum(server),
    requestBytes: sum(client),
    isReset: synAck !== undefined && firstReset !== undefined,
    ...(end === undefined ? {} : { endedByClientMs: end.packet.atMs }),
    ...(reusedAfterMs === undefined ? {} : { reusedAfterMs }),
  };
}

/** A request that was on its way when the FIN came is no reuse. */
const onItsWayMs = 20;

function reuseOf(client: readonly Turn[], server: readonly Turn[]): number | undefined {
  const fin = server.find(({ packet }) => flagsOf(packet)?.fin === true);
  if (fin === undefined) return undefined;
  const late = client.find(
    ({ packet, newBytes }) => newBytes > 0 && packet.atMs > fin.packet.atMs + onItsWayMs,
  );
  return late === undefined ? undefined : late.packet.atMs - fin.packet.atMs;
}

const sum = (turns: readonly Turn[]): number => turns.reduce((total, { newBytes }) => total + newBytes, 0);
const flagsOf = (packet: Turn['packet']) => (packet.protocol === 'tcp' ? packet.flags : undefined);
