// What is kept of a scenario besides its record: logs, events and packets; and what a failure shows of them.

import { writeFileSync } from 'node:fs';
import { inject as provided } from 'vitest';
import { ladderOf } from '../evidence/observed-wire.ts';
import type { ScenarioRecord } from '../evidence/results.ts';
import { rerunCommand, scenarioId } from '../evidence/scenario-file.ts';
import { dockerClient } from '../testbed/docker.ts';
import { runLabel } from '../testbed/labels.ts';
import type { LiveCapture } from '../testbed/live-capture.ts';
import { runFolder } from '../testbed/run.ts';
import { saveContainer, saveEvents } from '../testbed/saved-container.ts';
import type { BorrowedBed } from '../testbed/shared-bed.ts';
import './setup.ts';

/** The error with what the packets said, unless it was about them, and the command that tries again. */
export async function withEvidence(
  error: unknown,
  { captures, record, path }: { captures: readonly LiveCapture[]; record: ScenarioRecord; path: string },
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const last = record.acts.at(-1)?.checks.at(-1);
  const isOfPackets = last?.wire !== undefined && !last.passed;
  const ladders = isOfPackets ? [] : await Promise.all(captures.map(lastLadder));
  const again = `again  ${rerunCommand({ id: scenarioId(path), path }, process.env.SOCKETBED_SEED ?? '1')}`;
  error.message = [error.message, ...ladders.filter((ladder) => ladder !== ''), again].join('\n\n');
  return error;
}

async function lastLadder(capture: LiveCapture): Promise<string> {
  try {
    return `at ${capture.name}\n${ladderOf(await capture.wire())}`;
  } catch {
    // No packet, or no sidecar any more: the error itself says enough.
    return '';
  }
}

/** Writes what the containers said, what was done to them and what was captured; gives the paths. */
export async function saveEvidence(bed: BorrowedBed, folder: string, sinceMs: number): Promise<string[]> {
  const { containers, captures } = bed;
  if (containers.length === 0) return [];
  const run = provided('run');
  const directory = runFolder(run, folder);
  const label = `${runLabel}=${run.id}`;
  const times = { sinceMs, untilMs: Date.now() };
  const saved = await Promise.all([
    ...containers.map(({ docker }) => saveContainer(docker, directory, { sinceMs })),
    ...captures.map((capture) => saveCapture(capture, directory)),
    saveEvents(await dockerClient(), `${directory}/events.jsonl`, { of: { label: [label] }, ...times }),
  ]);
  return saved.flat();
}

/** Its file, or nothing when the packets are gone. */
export async function saveCapture(capture: LiveCapture, directory: string): Promise<string[]> {
  const path = `${directory}/${capture.name}.pcap`;
  try {
    writeFileSync(path, await capture.pcap());
    return [path];
  } catch {
    // The sidecar went with its target; the verdict does not depend on the file.
    return [];
  }
}
