// How a client reaches its target, and what was seen of it there: one for each transport. The cases that make sense for
// all of them see only this; those of connections see a Target, those of datagrams a DatagramTarget.

import type { Conversation, ConversationQuery } from '../../evidence/conversation.ts';
import type { PacketMatch } from '../../protocol/sidecar.ts';
import type { Probe } from '../../testbed/probe.ts';
import type { Attempt } from './attempt.ts';
import type { ClientTransport } from './client-program.ts';

export interface ClientDoor {
  readonly transport: ClientTransport;
  readonly probe: Probe;
  /** What the client finds in SOCKETBED_TARGET. */
  readonly address: string;
  /** What its container has to share with the target: `volume:/path`. */
  readonly binds: readonly string[];
  /** What comes in from it, and which conversations it has; undefined where there are no packets. */
  readonly packets: { readonly match: PacketMatch; readonly query: ConversationQuery } | undefined;
  /** Answers everything that is asked. */
  answer(): Promise<void>;
  /** Takes whatever comes, and says nothing. */
  keepSilent(): Promise<void>;
  /** Nobody is there, and the kernel says so. */
  refuse(): Promise<void>;
  /** In their order; `conversations` as `packets.query` finds them. */
  attempts(conversations: readonly Conversation[]): Attempt[];
  /** The probe is then as it was. */
  close(): Promise<void>;
}
