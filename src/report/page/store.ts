// What the page knows: the index, and the details that somebody has looked at.

import { signal } from '@preact/signals';
import type { Conversations } from '../../evidence/conversation.ts';
import { groupConversations } from '../../evidence/group-conversations.ts';
import type { Packet } from '../../evidence/packet.ts';
import { parsePackets } from '../../evidence/parse-packet.ts';
import { type Pcap, readPcap } from '../../evidence/pcap.ts';
import type { CaptureFile, PageIndex, ScenarioDetail, ScenarioSummary } from '../page-data.ts';
import { unpack } from './unpack.ts';

export const index = signal<PageIndex | undefined>(undefined);

export interface ReadCapture extends Conversations {
  readonly file: CaptureFile;
  /** The bytes as they are in the page. */
  readonly bytes: Uint8Array;
  readonly pcap: Pcap;
  readonly packets: readonly Packet[];
}

export interface ShownDetail extends ScenarioDetail {
  readonly read: readonly ReadCapture[];
}

export async function loadIndex(): Promise<void> {
  const unpacked = await unpack<PageIndex>('index');
  if (unpacked === undefined) throw new RangeError('the page has no data');
  index.value = unpacked.document;
}

export const summaryOf = (id: string): ScenarioSummary | undefined =>
  index.value?.scenarios.find((scenario) => scenario.id === id);

const details = new Map<string, Promise<ShownDetail | undefined>>();

/** Undefined for a scenario that this run did not have. */
export function loadDetail(id: string): Promise<ShownDetail | undefined> {
  const known = details.get(id);
  if (known !== undefined) return known;
  const loading = readDetail(id);
  details.set(id, loading);
  return loading;
}

async function readDetail(id: string): Promise<ShownDetail | undefined> {
  const place = index.value?.scenarios.findIndex((scenario) => scenario.id === id) ?? -1;
  const unpacked = await unpack<ScenarioDetail>(`scenario-${place}`);
  if (unpacked === undefined) return undefined;
  const problems = [...unpacked.document.problems];
  const read = unpacked.document.captures.flatMap((file) => {
    try {
      return [readCapture(file, unpacked.bytes)];
    } catch (error) {
      problems.push(`${file.path}: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
  return { ...unpacked.document, problems, read };
}

function readCapture(file: CaptureFile, all: Uint8Array): ReadCapture {
  const bytes = all.subarray(file.offset, file.offset + file.length);
  const pcap = readPcap(bytes, file.path);
  const packets = parsePackets(pcap.records);
  return { file, bytes, pcap, packets, ...groupConversations(packets) };
}
