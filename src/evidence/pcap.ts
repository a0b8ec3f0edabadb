// A classic pcap file, as tcpdump writes it, into its records. What the bytes of a packet mean is left to parse-packet.ts.
//
//   magic 4 | version 4 | zone 4 | accuracy 4 | longest record 4 | link type 4      24 bytes, once
//   seconds 4 | micro- or nanoseconds 4 | bytes kept 4 | bytes on the wire 4 | the bytes kept
//
// The magic tells the byte order of all numbers and the unit of the second one (draft-ietf-opsawg-pcap).

import { SocketbedError } from '../errors/socketbed-error.ts';

/** One packet as it was captured. */
export interface PcapRecord {
  /** Milliseconds since 1970 with fractions; a double is exact to a quarter of a microsecond here. */
  readonly atMs: number;
  /** What the bytes begin with: 1 Ethernet, 101 IP, 113 and 276 Linux cooked. */
  readonly linkType: number;
  /** The bytes kept; a view into the file. */
  readonly data: Buffer;
  /** How many bytes the packet had, of which `data` may be the beginning. */
  readonly wireBytes: number;
}

export interface Pcap {
  readonly linkType: number;
  /** The most bytes that the capture kept of a packet. */
  readonly snapBytes: number;
  readonly records: readonly PcapRecord[];
  /**
   * `whole`: the file ends with a record. `cut`: the last record is not all there, as when the capture was killed or
   * still runs. `corrupt`: what should be a record cannot be one; nothing behind it is read.
   */
  readonly end: 'whole' | 'cut' | 'corrupt';
  /** Bytes up to the end of the last whole record: all of the file if its end is `whole`. */
  readonly readBytes: number;
}

const headerBytes = 24;
const recordHeaderBytes = 16;
// libpcap refuses longer ones too (MAXIMUM_SNAPLEN); a length beyond it comes from a broken file.
const recordBytesMax = 262_144;

/** Reads all records. Throws CAPTURE_INVALID when this is no classic pcap; `name` says what, in that error. */
export function readPcap(bytes: Uint8Array, name = 'the capture'): Pcap {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { littleEndian, fractionsPerMs } = readMagic(file, name);
  const uint32 = (offset: number): number =>
    littleEndian ? file.readUInt32LE(offset) : file.readUInt32BE(offset);
  // The upper bits tell of the frame check sequence, which IP's own lengths leave aside.
  const linkType = uint32(20) & 0xffff;
  const records: PcapRecord[] = [];
  let offset = headerBytes;
  const ended = (end: Pcap['end']): Pcap => ({
    ...{ linkType, snapBytes: uint32(16), records, end },
    readBytes: offset,
  });
  while (offset < file.length) {
    if (file.length - offset < recordHeaderBytes) return ended('cut');
    const keptBytes = uint32(offset + 8);
    if (keptBytes > recordBytesMax) return ended('corrupt');
    const start = offset + recordHeaderBytes;
    if (file.length - start < keptBytes) return ended('cut');
    records.push({
      atMs: uint32(offset) * 1000 + uint32(offset + 4) / fractionsPerMs,
      linkType,
      data: file.subarray(start, start + keptBytes),
      wireBytes: Math.max(uint32(offset + 12), keptBytes),
    });
    offset = start + keptBytes;
  }
  return ended('whole');
}

interface Encoding {
  readonly littleEndian: boolean;
  readonly fractionsPerMs: number;
}

const encodings: Readonly<Record<number, Encoding>> = {
  2712847316: { littleEndian: false, fractionsPerMs: 1_000 },
  3569595041: { littleEndian: true, fractionsPerMs: 1_000 },
  2712812621: { littleEndian: false, fractionsPerMs: 1_000_000 },
  1295823521: { littleEndian: true, fractionsPerMs: 1_000_000 },
};
const pcapngMagic = 0x0a0d0d0a;

function readMagic(file: Buffer, name: string): Encoding {
  const magic = file.length >= 4 ? file.readUInt32BE(0) : undefined;
  const encoding = magic === undefined ? undefined : encodings[magic];
  if (encoding !== undefined && file.length >= headerBytes) return encoding;
  throw new SocketbedError({
    code: 'CAPTURE_INVALID',
    what: `${name} cannot be read as pcap`,
    found: whatItIs(file.length, magic, encoding !== undefined),
    advice:
      magic === pcapngMagic
        ? 'Convert it with: tcpdump -r in.pcapng -w out.pcap (or editcap -F pcap)'
        : 'Capture with: tcpdump -w FILE',
  });
}

function whatItIs(fileBytes: number, magic: number | undefined, known: boolean): string {
  if (magic === pcapngMagic) return 'it is pcapng, the newer format; expected the classic one';
  if (known || magic === undefined)
    return `it has ${fileBytes} bytes, the file header alone has ${headerBytes}`;
  return `it begins with ${magic.toString(16).padStart(8, '0')}; expected a1b2c3d4 or a1b23c4d in either byte order`;
}
