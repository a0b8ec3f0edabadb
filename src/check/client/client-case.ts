// One case of a client: what its target does, and how what the client did is judged.

import type { CheckRecord } from '../check-record.ts';
import type { Judgement } from '../judgement.ts';
import type { ClientStage } from './client-stage.ts';
import type { ClientDoor } from './door.ts';
import type { Played, Seen } from './seen.ts';

export interface ClientCase<Door extends ClientDoor = ClientDoor> {
  /** What the client finds in SOCKETBED_CASE. */
  readonly name: string;
  readonly question: string;
  /** In words, for the results. */
  readonly expected: string;
  /** Sets the stage, starts the client with `stage.run()`, and lifts what is to be lifted meanwhile. */
  readonly play: (stage: ClientStage<Door>, record: CheckRecord) => Promise<Played>;
  readonly judge: (seen: Seen) => Judgement;
}
