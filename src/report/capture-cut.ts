// A capture made small enough to travel inside of a page: packets cut short behind their headers, and if need be those
// at the end left out. What is left is a pcap file like any other; the whole one stays beside the page.

import type { Pcap } from '../evidence/pcap.ts';

export interface CutCapture {
  readonly kept: 'whole' | 'cut' | 'beginning';
  /** A classic pcap file, little endian, microseconds. */
  readonly bytes: Uint8Array;
}

export interface CaptureLimits {
  /** A file up to this long stays whole. */
  readonly wholeBytes: number;
  /** Of a longer one this much of each packet is kept: enough for all headers, and the beginning of what they carry. */
  readonly packetBytes: number;
  /** And this many packets. */
  readonly packets: number;
}

/** Cuts what is beyond the limits. `file` is where `pcap` was read from. */
export function cutCapture(file: Uint8Array, pcap: Pcap, limits: CaptureLimits): CutCapture {
  if (file.length <= limits.wholeBytes) return { kept: 'whole', bytes: file };
  const records = pcap.records.slice(0, limits.packets);
  const kept = records.map(({ data }) => Math.min(data.length, limits.packetBytes));
  const bytes = Buffer.alloc(24 + kept.reduce((sum, each) => sum + 16 + each, 0));
  writeHead(bytes, pcap.linkType);
  let offset = 24;
  for (const [index, { atMs, data, wireBytes }] of records.entries()) {
    const length = kept[index] ?? 0;
    const micros = Math.round(atMs * 1000);
    bytes.writeUInt32LE(Math.floor(micros / 1e6), offset);
    bytes.writeUInt32LE(micros % 1e6, offset + 4);
    bytes.writeUInt32LE(length, offset + 8);
    bytes.writeUInt32LE(wireBytes, offset + 12);
    bytes.set(data.subarray(0, length), offset + 16);
    offset += 16 + length;
  }
  return { kept: records.length < pcap.records.length ? 'beginning' : 'cut', bytes };
}

function writeHead(bytes: Buffer, linkType: number): void {
  bytes.writeUInt32LE(0xa1b2c3d4, 0);
  bytes.writeUInt16LE(2, 4);
  bytes.writeUInt16LE(4, 6);
  bytes.writeUInt32LE(262_144, 16);
  bytes.writeUInt32LE(linkType, 20);
}
