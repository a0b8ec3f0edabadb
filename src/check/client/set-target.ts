// Makes the target of one case, with the probe that plays it.

import { OwnAnswers } from './answer-source.ts';
import type { ClientSetting } from './client-stage.ts';
import { DatagramTarget } from './datagram-target.ts';
import { RelayedAnswers } from './relayed-answers.ts';
import { Target } from './target.ts';

/** Over TCP, or over a Unix socket on a volume that client and target share. */
export async function setTarget({ bed, program, upstream }: ClientSetting): Promise<Target> {
  const volume = program.transport === 'unix' ? await bed.createVolume() : undefined;
  const probe = await bed.probe(volume === undefined ? {} : { socketVolume: volume });
  const answers =
    upstream === undefined ? new OwnAnswers(program.answer) : new RelayedAnswers(probe, upstream.at);
  return new Target(probe, answers, volume === undefined ? undefined : { volume });
}

export async function setDatagramTarget({ bed, program }: ClientSetting): Promise<DatagramTarget> {
  return new DatagramTarget(await bed.probe(), program.answer);
}
