// Everything that is known of one packet: what it says, field by field, what is remarkable about it, and its bytes.

import type { Turn } from '../../evidence/conversation.ts';
import { marks } from '../../evidence/conversation.ts';
import { formatEndpoint, type IpHeader, type Packet, type TcpPacket } from '../../evidence/packet.ts';
import { Command } from './copy-button.tsx';
import { protocolName, quotedWords } from './packet-words.ts';
import { setParams } from './route.ts';
import type { ReadCapture } from './store.ts';

interface PacketDetailProps {
  readonly capture: ReadCapture;
  readonly packet: Packet;
  readonly turn: Turn | undefined;
  /** When the scenario began. */
  readonly startMs: number;
}

type Field = readonly [name: string, value: string];
interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

export function PacketDetail({ capture, packet, turn, startMs }: PacketDetailProps) {
  const record = capture.pcap.records[packet.index];
  const isCutHere =
    capture.file.kept !== 'whole' && record !== undefined && record.data.length < record.wireBytes;
  return (
    <aside class="packet-detail" aria-label={`Packet ${packet.index + 1}`} tabIndex={-1}>
      <header>
        <h2>
          Packet {packet.index + 1}{' '}
          <span class="dim">
            of {capture.file.packets} at {capture.file.name}
          </span>
        </h2>
        <span class="steps">
          <button
            type="button"
            aria-label="Previous packet"
            disabled={packet.index === 0}
            onClick={() => select(capture, packet.index - 1)}
          >
            ↑
          </button>
          <button
            type="button"
            aria-label="Next packet"
            disabled={packet.index + 1 >= capture.packets.length}
            onClick={() => select(capture, packet.index + 1)}
          >
            ↓
          </button>
          <button
            type="button"
            aria-label="Close the packet"
            onClick={() => setParams({ packet: undefined })}
          >
            ✕
          </button>
        </span>
      </header>
      {turn?.marks.map((mark) => (
        <p key={mark} class="remark">
          <i class={`flag ${mark}`}>{mark}</i> {marks[mark]}
        </p>
      ))}
      {groupsOf(packet, turn, startMs).map(({ title, fields }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {fields.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {record !== undefined && (
        <section>
          <h3>
            Bytes{' '}
            <span class="dim">
              {record.data.length} of {record.wireBytes}
            </span>
          </h3>
          <textarea
            class="hex"
            readOnly
            rows={hexRows(record.data)}
            aria-label="Bytes in hexadecimal"
            value={hexDump(record.data)}
          />
          {isCutHere && <p class="dim">The rest is in {capture.file.path}.</p>}
        </section>
      )}
      <Command text={`tshark -V -r ${capture.file.path} -Y frame.number==${packet.index + 1}`} />
    </aside>
  );
}

export function select(capture: ReadCapture, index: number): void {
  setParams({ packet: `${capture.file.name}:${index + 1}` });
}

function groupsOf(packet: Packet, turn: Turn | undefined, startMs: number): FieldGroup[] {
  const groups: FieldGroup[] = [{ title: 'Frame', fields: frameFields(packet, startMs) }];
  if ('ip' in packet && packet.ip !== undefined)
    groups.push({ title: `IPv${packet.ip.version}`, fields: ipFields(packet.ip) });
  if (packet.protocol === 'tcp') groups.push({ title: 'TCP', fields: tcpFields(packet, turn) });
  if (packet.protocol === 'udp') {
    groups.push({
      title: 'UDP',
      fields: [
        ['from', formatEndpoint(packet.from)],
        ['to', formatEndpoint(packet.to)],
        ['payload', `${packet.payloadBytes} bytes`],
      ],
    });
  }
  if (packet.protocol === 'icmp')
    groups.push({ title: packet.ip.version === 4 ? 'ICMP' : 'ICMPv6', fields: icmpFields(packet) });
  if (packet.protocol === 'arp') {
    groups.push({
      title: 'ARP',
      fields: [
        ['operation', packet.operation],
        ['sender', `${packet.sender.address} at ${packet.sender.mac}`],
        ['target', `${packet.target.address} at ${packet.target.mac}`],
      ],
    });
  }
  if (packet.protocol === 'other' || packet.protocol === 'malformed') {
    groups.push({ title: packet.protocol, fields: [['why', packet.reason]] });
  }
  return groups;
}

function frameFields(packet: Packet, startMs: number): Field[] {
  return [
    ['time', `${(packet.atMs - startMs).toFixed(3)} ms after the first act began`],
    ['clock', new Date(packet.atMs).toISOString().replace('T', ' ').replace('Z', ' UTC')],
    ['on the wire', `${packet.wireBytes} bytes${packet.cut ? ', of which only the beginning was kept' : ''}`],
    ...(packet.direction === undefined ? [] : [['direction', packet.direction] as const]),
    ...(packet.interfaceIndex === undefined ? [] : [['interface', String(packet.interfaceIndex)] as const]),
  ];
}

function ipFields(ip: IpHeader): Field[] {
  const { fragment } = ip;
  return [
    ['from', ip.from],
    ['to', ip.to],
    [ip.version === 4 ? 'TTL' : 'hop limit', String(ip.ttl)],
    ...(ip.id === undefined ? [] : [['identification', `0x${ip.id.toString(16).padStart(4, '0')}`] as const]),
    ['may be cut', ip.dontFragment ? 'no' : 'yes'],
    ...(fragment === undefined
      ? []
      : [
          [
            'fragment',
            `from byte ${fragment.offset}${fragment.more ? ', more follow' : ', the last'}`,
          ] as const,
        ]),
    ['carries', protocolName(ip.protocol)],
  ];
}

const flagNames = ['syn', 'ack', 'psh', 'fin', 'rst', 'urg'] as const;

function tcpFields(packet: TcpPacket, turn: Turn | undefined): Field[] {
  const { flags, options, window } = packet;
  const relative = (raw: number, own: number | undefined) =>
    own === undefined ? String(raw) : `${own} (${raw})`;
  const { mss, windowScale, sackPermitted, sack, timestamp } = options;
  return [
    ['from', formatEndpoint(packet.from)],
    ['to', formatEndpoint(packet.to)],
    [
      'flags',
      flagNames
        .filter((name) => flags[name])
        .map((name) => name.toUpperCase())
        .join(', ') || 'none',
    ],
    ['sequence number', relative(packet.seq, turn?.seq)],
    ...(flags.ack ? [['acknowledges', relative(packet.ack, turn?.ack)] as const] : []),
    ['payload', `${packet.payloadBytes} bytes${turn === undefined ? '' : `, ${turn.newBytes} of them new`}`],
    [
      'window',
      `${turn?.windowBytes ?? window} bytes${turn?.windowBytes === window ? '' : ` (${window} in the header)`}`,
    ],
    ...(mss === undefined ? [] : [['MSS', `${mss} bytes`] as const]),
    ...(windowScale === undefined ? [] : [['window scale', `× ${2 ** windowScale}`] as const]),
    ...(sackPermitted === undefined ? [] : [['SACK', 'permitted'] as const]),
    ...(sack === undefined
      ? []
      : [['SACK', sack.map(([start, end]) => `${start} to ${end}`).join('; ')] as const]),
    ...(timestamp === undefined
      ? []
      : [['timestamp', `${timestamp.value}, echoes ${timestamp.echo}`] as const]),
  ];
}

function icmpFields({
  type,
  code,
  name,
  mtuBytes,
  echo,
  target,
  quoted,
}: Extract<Packet, { protocol: 'icmp' }>): Field[] {
  return [
    ['message', name],
    ['type, code', `${type}, ${code}`],
    ...(mtuBytes === undefined ? [] : [['MTU of the next hop', `${mtuBytes} bytes`] as const]),
    ...(echo === undefined ? [] : [['identifier, number', `${echo.id}, ${echo.sequence}`] as const]),
    ...(target === undefined ? [] : [['target', target] as const]),
    ...(quoted === undefined ? [] : [['quotes', quotedWords(quoted)] as const]),
    ...(quoted?.seq === undefined ? [] : [['quoted sequence number', String(quoted.seq)] as const]),
  ];
}

const hexBytesMax = 4096;

const hexRows = ({ length }: Uint8Array): number => Math.min(16, Math.ceil(length / 8));

// Eight in a line, so that the column beside the ladder holds them with their characters.
const inLine = 8;

function hexDump(data: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(data.length, hexBytesMax); offset += inLine) {
    const part = [...data.subarray(offset, offset + inLine)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(3 * inLine - 1)}  ${text}`);
  }
  return lines.join('\n');
}
