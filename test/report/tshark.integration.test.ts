// What the ladder says of a capture is what tshark says of it: another program, by other people, over the same files.
// Those of test/evidence always; those of the newest run too, where there is one, or of the run that
// SOCKETBED_COMPARED_RUN names: `results/<run id>`.
//
//   every packet     number, lengths, flags, relative numbers, ICMP type and code
//   every stream     what was sent again, and who reset it

import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import type { Turn } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import type { Packet } from '../../src/evidence/packet.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import { findProgram } from '../support/find-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tshark = findProgram('tshark');
const reason = 'no tshark here: apt-get install tshark';

const run = process.env.SOCKETBED_COMPARED_RUN || 'results/latest';
const captures = [
  ...globSync('test/evidence/captures/*.pcap', { cwd: root }),
  ...(existsSync(`${root}/${run}`) ? globSync(`${run}/**/*.pcap`, { cwd: root }) : []),
].toSorted();

const fields = [
  'frame.number',
  'frame.len',
  'frame.protocols',
  'ip.src',
  'ipv6.src',
  'tcp.stream',
  'tcp.flags',
  'tcp.len',
  'tcp.seq',
  'udp.length',
  'icmp.type',
  'icmp.code',
  'icmpv6.type',
  'icmpv6.code',
  'tcp.analysis.retransmission',
  'tcp.analysis.fast_retransmission',
  'tcp.analysis.spurious_retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.keep_alive',
  'tcp.analysis.zero_window_probe',
] as const;

type Row = Readonly<Record<(typeof fields)[number], string>>;

/** What tshark says, a row for each packet; of several values of a field the first, which is the outermost. */
function askTshark(path: string): Row[] {
  const options = [
    '-r',
    path,
    '-n',
    '-T',
    'fields',
    '-E',
    'occurrence=f',
    '-E',
    'separator=/t',
    '-o',
    'tcp.relative_sequence_numbers:TRUE',
  ];
  const output = execFileSync(tshark ?? '', [...options, ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = output.split('\n').slice(0, -1);
  return lines.map((line) => {
    const values = line.split('\t');
    return Object.fromEntries(fields.map((field, place) => [field, values[place] ?? ''])) as Row;
  });
}

interface Read {
  readonly packets: readonly Packet[];
  readonly turns: ReadonlyMap<number, Turn>;
}

function readOurs(path: string): Read {
  const packets = parsePackets(readPcap(readFileSync(path), path).records);
  const turns = groupConversations(packets).conversations.flatMap((each) => each.turns);
  return { packets, turns: new Map(turns.map((turn) => [turn.packet.index, turn])) };
}

const bits = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;
const isIcmp = (row: Row): boolean => row['icmp.type'] !== '' || row['icmpv6.type'] !== '';

// tshark puts the pieces of a datagram together and shows it where the last one is; here each is what it is.
const isPiece = (packet: Packet): boolean =>
  'ip' in packet && packet.ip !== undefined && packet.ip.fragment !== undefined;

function ourLine(packet: Packet): string {
  if (isPiece(packet)) return 'a piece';
  switch (packet.protocol) {
    case 'tcp': {
      const names = Object.entries(bits);
      const flags = names.reduce(
        (sum, [name, bit]) => sum + (packet.flags[name as keyof typeof bits] ? bit : 0),
        0,
      );
      return `tcp ${packet.ip.from} flags ${flags} payload ${packet.payloadBytes}`;
    }
    case 'udp':
      return `udp ${packet.ip.from} payload ${packet.payloadBytes}`;
    case 'icmp':
      return `icmp ${packet.ip.from} ${packet.type}/${packet.code}`;
    case 'arp':
      return 'arp';
    default:
      return 'other';
  }
}

function theirLine(row: Row, ours: Packet): string {
  const from = row['ip.src'] || row['ipv6.src'];
  if (isPiece(ours)) return 'a piece';
  if (isIcmp(row)) {
    return `icmp ${from} ${row['icmp.type'] || row['icmpv6.type']}/${row['icmp.code'] || row['icmpv6.code']}`;
  }
  if (row['tcp.flags'] !== '')
    return `tcp ${from} flags ${Number(row['tcp.flags']) & 0x3f} payload ${row['tcp.len']}`;
  if (row['udp.length'] !== '') return `udp ${from} payload ${Number(row['udp.length']) - 8}`;
  return row['frame.protocols'].split(':').includes('arp') ? 'arp' : 'other';
}

/** What a stream comes to, told alike: how much was sent again by whom, and who reset it. */
function streamFacts(rows: readonly Row[], ours: Read): { theirs: object; own: object } {
  const theirs: Record<string, number> = {};
  const own: Record<string, number> = {};
  const note = (facts: Record<string, number>, key: string) => {
    facts[key] = (facts[key] ?? 0) + 1;
  };
  for (const [place, row] of rows.entries()) {
    const packet = ours.packets[place];
    if (packet?.protocol !== 'tcp' || isIcmp(row)) continue;
    const stream = `stream ${row['tcp.stream']} from ${packet.ip.from}`;
    const marks = ours.turns.get(place)?.marks ?? [];
    if (isAgainForThem(row)) note(theirs, `${stream} again`);
    if (isAgainForUs(marks)) note(own, `${stream} again`);
    if ((Number(row['tcp.flags']) & bits.rst) !== 0) note(theirs, `${stream} reset`);
    if (packet.flags.rst) note(own, `${stream} reset`);
  }
  return { theirs, own };
}

// tshark takes whatever comes late and soon for out of order, and any copy for sent again; which of the two it was is
// told here by the sender's own numbers and clock. That it was not the first of its kind is what both can see.
const isAgainForThem = (row: Row): boolean =>
  [
    row['tcp.analysis.retransmission'],
    row['tcp.analysis.fast_retransmission'],
    row['tcp.analysis.spurious_retransmission'],
    row['tcp.analysis.out_of_order'],
  ].some((value) => value !== '');
const isAgainForUs = (marks: readonly string[]): boolean =>
  ['retransmission', 'spurious', 'out-of-order', 'copy', 'elsewhere'].some((mark) => marks.includes(mark));

// Starting tshark takes a second of a processor.
vi.setConfig({ testTimeout: 90_000 });

describe.each(captures)('%s', (name) => {
  test('has the packets that tshark sees, sent again and reset by whom it says', ({ skip }) => {
    if (tshark === undefined) skip(reason);
    const path = `${root}/${name}`;
    const [rows, ours] = [askTshark(path), readOurs(path)];
    expect(ours.packets.length).toBe(rows.length);
    expect(ours.packets.map(({ wireBytes }) => wireBytes)).toEqual(
      rows.map((row) => Number(row['frame.len'])),
    );
    expect(ours.packets.map(ourLine)).toEqual(
      rows.map((row, place) => theirLine(row, ours.packets[place] as Packet)),
    );
    const { theirs, own } = streamFacts(rows, ours);
    expect(own).toEqual(theirs);
  });
});
