// A TCP header (RFC 9293) with the options that matter here. What a segment means in its connection: tcp-track.ts.
//
//   from 2 | to 2 | seq 4 | ack 4 | length, flags 2 | window 2 | checksum 2 | urgent 2 | options |

import type { TcpFlags, TcpOptions, TcpPacket } from './packet.ts';

type TcpHeader = Pick<TcpPacket, 'seq' | 'ack' | 'flags' | 'window' | 'options'> & {
  readonly headerBytes: number;
};

/** `payloadBytes` is what the segment had on the wire, header included; `data` may be its beginning. */
export function readTcpHeader(data: Buffer, payloadBytes: number): TcpHeader | { readonly reason: string } {
  if (data.length < 20) return { reason: `TCP header of ${data.length} bytes` };
  const headerBytes = (data.readUInt8(12) >> 4) * 4;
  if (headerBytes < 20 || headerBytes > payloadBytes) {
    return { reason: `TCP header of ${headerBytes} bytes in a segment of ${payloadBytes}` };
  }
  return {
    seq: data.readUInt32BE(4),
    ack: data.readUInt32BE(8),
    flags: readFlags(data.readUInt8(13)),
    window: data.readUInt16BE(14),
    options: readOptions(data.subarray(20, headerBytes)),
    headerBytes,
  };
}

const readFlags = (bits: number): TcpFlags => ({
  fin: (bits & 0x01) !== 0,
  syn: (bits & 0x02) !== 0,
  rst: (bits & 0x04) !== 0,
  psh: (bits & 0x08) !== 0,
  ack: (bits & 0x10) !== 0,
  urg: (bits & 0x20) !== 0,
});

const kinds = {
  end: 0,
  nothing: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamp: 8,
} as const;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

// A broken or cut list gives what stands before the break; the segment is worth telling all the same.
function readOptions(data: Buffer): TcpOptions {
  const options: Writable<TcpOptions> = {};
  let offset = 0;
  while (offset < data.length) {
    const kind = data.readUInt8(offset);
    if (kind === kinds.end) break;
    if (kind === kinds.nothing) {
      offset += 1;
      continue;
    }
    const length = data[offset + 1] ?? 0;
    if (length < 2 || offset + length > data.length) break;
    readOption(options, kind, data.subarray(offset + 2, offset + length));
    offset += length;
  }
  return options;
}

function readOption(options: Writable<TcpOptions>, kind: number, value: Buffer): void {
  if (kind === kinds.mss && value.length === 2) options.mss = value.readUInt16BE(0);
  else if (kind === kinds.windowScale && value.length === 1) options.windowScale = value.readUInt8(0);
  else if (kind === kinds.sackPermitted) options.sackPermitted = true;
  else if (kind === kinds.timestamp && value.length === 8) {
    options.timestamp = { value: value.readUInt32BE(0), echo: value.readUInt32BE(4) };
  } else if (kind === kinds.sack) {
    options.sack = Array.from({ length: Math.floor(value.length / 8) }, (_, index) => [
      value.readUInt32BE(8 * index),
      value.readUInt32BE(8 * index + 4),
    ]);
  }
}
