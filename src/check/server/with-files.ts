// What is kept of a check of a server: its packets, what it said meanwhile, and what its clients did.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BedContainer } from '../../testbed/bed-container.ts';
import { LiveCapture } from '../../testbed/live-capture.ts';
import { saveContainer } from '../../testbed/saved-container.ts';
import {
  type CheckedParts,
  type CheckedResult,
  type CheckPlace,
  checkedResult,
  folderOf,
} from '../checked.ts';
import type { ServerBench } from './server-bench.ts';

/** Runs `work` under a capture; keeps the packets, and what everybody said meanwhile. */
export async function withFiles(
  bench: ServerBench,
  place: CheckPlace,
  name: string,
  work: (files: string[], capture: LiveCapture | undefined) => Promise<CheckedParts>,
): Promise<CheckedResult> {
  const { server, machine, good, bad, sidecar } = bench.parts;
  const sinceMs = Date.now();
  // A Unix socket has no packets.
  const hasPackets = bench.door.transport !== 'unix-stream';
  const capture = hasPackets ? new LiveCapture(server.name, await sidecar.startCapture()) : undefined;
  const directory = folderOf(place, name);
  const save = async (): Promise<string[]> => {
    const all = [server, machine.container, good.container, bad.container];
    const saved = await Promise.all(all.map(({ docker }) => saveContainer(docker, directory, { sinceMs })));
    const packets = capture === undefined ? [] : [await savePackets(capture, directory, server)];
    return [...saved.flat(), ...packets];
  };
  const files: string[] = [];
  try {
    const parts = await work(files, capture);
    files.push(...(await save()));
    return checkedResult(place, parts);
  } catch (error) {
    // Of one that was interrupted the evidence is all there is.
    await save().catch(() => {});
    throw error;
  }
}

async function savePackets(capture: LiveCapture, directory: string, { name }: BedContainer): Promise<string> {
  await capture.stop();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.pcap`);
  writeFileSync(path, await capture.pcap());
  return path;
}
