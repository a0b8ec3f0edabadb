// The packets of a scenario's fault as a ladder, from what its run has kept.
//
//   results.json: which capture, which conversation -> <scenario>/<capture>.pcap -> drawLadder

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupConversations } from '../evidence/group-conversations.ts';
import { drawLadder, type LadderMark } from '../evidence/ladder.ts';
import { formatEndpoint } from '../evidence/packet.ts';
import { parsePackets } from '../evidence/parse-packet.ts';
import { readPcap } from '../evidence/pcap.ts';
import type { ActResult, ScenarioResult } from '../evidence/results.ts';

/** Undefined for a scenario that looked at no packets, or whose capture was not kept. */
export function scenarioLadder(scenario: ScenarioResult, runFolder: string, width = 100): string | undefined {
  const act = scenario.acts.findLast(({ act: name }) => name === 'fault') ?? scenario.acts.at(-1);
  if (act?.wire == null) return undefined;
  const { capture, signature } = act.wire;
  const path = join(runFolder, scenario.id, `${capture}.pcap`);
  if (!existsSync(path)) return undefined;
  const { conversations } = groupConversations(parsePackets(readPcap(readFileSync(path), path).records));
  const conversation = conversations.find(
    ({ client, server, atMs }) =>
      formatEndpoint(client) === signature.client &&
      formatEndpoint(server) === signature.server &&
      Math.abs(atMs - signature.atMs) < 1,
  );
  return (
    conversation &&
    drawLadder(conversation, { width, marks: marksOf(act), untilMs: act.atMs + act.durationMs })
  );
}

function marksOf({ injections }: ActResult): LadderMark[] {
  return injections.flatMap(({ what, atMs, liftedAtMs }) => [
    { atMs, text: what },
    ...(liftedAtMs === undefined ? [] : [{ atMs: liftedAtMs, text: 'lifted' }]),
  ]);
}
