// A conversation drawn for a terminal: time goes down, the client is left, the server right.
//
//      ms  172.18.0.3:40000                                       172.18.0.2:8080
//   0.000  |------------------------- SYN seq 0, MSS 1460 ---------------------->|
//   0.041  |<------------------------- RST, ACK seq 0 ack 1 ----------------------|
//          |                        ... 3.1 s of silence                          |
//   3.141  * the rule is taken away

import type { Conversation, Turn } from './conversation.ts';
import { formatEndpoint, type IcmpPacket, type TcpPacket } from './packet.ts';
import { countOfBytes, formatPauseMs } from './wire-event.ts';

/** Something that happened beside the packets: an injection, a call of the program. */
export interface LadderMark {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly text: string;
}

export interface LadderOptions {
  /** Drawn between the packets, by their time. Default: none. */
  readonly marks?: readonly LadderMark[];
  /** A pause this long is drawn. Default: 500 ms. */
  readonly silenceMs?: number;
  /** When watching ended, milliseconds since 1970. Default: with the last packet. */
  readonly untilMs?: number;
  /** The most rows between head and end; what is in the middle beyond them is counted. Default: 60. */
  readonly maxLines?: number;
  /** Columns of a line, at least 60. Default: 100. */
  readonly width?: number;
}

interface Row {
  readonly line: string;
  /** Counted when the row is cut out. */
  readonly isPacket: boolean;
}

/** The drawing, lines joined by `\n`. Only ASCII, unless a mark has something else. */
export function drawLadder(conversation: Conversation, options: LadderOptions = {}): string {
  const width = Math.max(options.width ?? 100, 60);
  const rows = rowsOf(conversation, options, width);
  return [headOf(conversation, width), ...cutMiddle(rows, options.maxLines ?? 60)].join('\n');
}

const timeColumns = 10;

function headOf({ client, server }: Conversation, width: number): string {
  const [left, right] = [formatEndpoint(client), formatEndpoint(server)];
  const gap = width - timeColumns - 2 - left.length - right.length;
  return `${'ms'.padStart(timeColumns)}  ${left}${' '.repeat(Math.max(gap, 1))}${right}`.slice(0, width);
}

function rowsOf(
  conversation: Conversation,
  { marks = [], silenceMs = 500, untilMs = 0 }: LadderOptions,
  width: number,
): Row[] {
  const lane = width - timeColumns - 2;
  const time = (atMs: number): string => formatTime(atMs - conversation.atMs);
  const waiting = marks.toSorted((one, other) => one.atMs - other.atMs);
  const rows: Row[] = [];
  let lastMs = Math.min(conversation.atMs, waiting[0]?.atMs ?? conversation.atMs);
  const pause = (atMs: number): void => {
    if (atMs - lastMs >= silenceMs) {
      const text = `... ${formatPauseMs(atMs - lastMs)} of silence`;
      rows.push({ line: `${' '.repeat(timeColumns)}  |${centred(text, lane - 2, ' ')}|`, isPacket: false });
    }
    lastMs = Math.max(lastMs, atMs);
  };
  const marksUntil = (atMs: number): void => {
    while (waiting[0] !== undefined && waiting[0].atMs <= atMs) {
      const mark = waiting.shift();
      if (mark === undefined) break;
      pause(mark.atMs);
      rows.push({ line: `${time(mark.atMs)}  * ${oneLine(mark.text)}`.slice(0, width), isPacket: false });
    }
  };
  for (const turn of conversation.turns) {
    const { atMs } = turn.packet;
    marksUntil(atMs);
    pause(atMs);
    rows.push({ line: `${time(atMs)}  ${arrow(turn, lane)}`, isPacket: true });
  }
  marksUntil(Number.POSITIVE_INFINITY);
  pause(untilMs);
  return rows;
}

// Beyond a quarter of an hour the column is too narrow for milliseconds, and a broken capture may have any time.
function formatTime(ms: number): string {
  const text = ms.toFixed(3);
  const shown = text.length > timeColumns ? `${(ms / 1000).toFixed(0)} s` : text;
  return shown.slice(0, timeColumns).padStart(timeColumns);
}

// Marks come from callers; a line break or an escape in one would tear the drawing.
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** A third party's message goes to the one whose packet it quotes, dotted. */
function arrow(turn: Turn, lane: number): string {
  const { from, about } = turn;
  const toServer = from === 'client' || (from === 'other' && about === 'server');
  const body = centred(describe(turn), lane - 3, from === 'other' ? '.' : '-');
  return toServer ? `|${body}>|` : `|<${body}|`;
}

function centred(text: string, width: number, fill: string): string {
  const shown = text.length > width - 4 ? `${text.slice(0, width - 7)}...` : text;
  const left = Math.floor((width - shown.length - 2) / 2);
  return `${fill.repeat(left)} ${shown} ${fill.repeat(width - shown.length - 2 - left)}`;
}

function describe(turn: Turn): string {
  const { packet, marks } = turn;
  const said = describePacket(turn);
  const cut = packet.cut ? ' (cut)' : '';
  return marks.length === 0 ? `${said}${cut}` : `${said}${cut} [${marks.join(', ')}]`;
}

function describePacket({ packet, from, seq = 0, ack, windowBytes = 0 }: Turn): string {
  switch (packet.protocol) {
    case 'tcp':
      return describeSegment(packet, seq, ack, windowBytes);
    case 'udp':
      return countOfBytes(packet.payloadBytes);
    case 'icmp':
      return `ICMP ${packet.name}${icmpDetails(packet)}${from === 'other' ? ` from ${packet.ip.from}` : ''}`;
    case 'arp':
      return packet.operation === 'who-has'
        ? `ARP who has ${packet.target.address}?`
        : `ARP ${packet.sender.address} is at ${packet.sender.mac}`;
    default:
      return packet.reason;
  }
}

const flagNames = ['syn', 'fin', 'rst', 'psh', 'ack', 'urg'] as const;

// PSH says nothing that the bytes do not; ACK is told by the number that it acknowledges.
function describeSegment(
  packet: TcpPacket,
  seq: number,
  ack: number | undefined,
  windowBytes: number,
): string {
  const { flags, options, payloadBytes } = packet;
  const names = flagNames.filter(
    (name) => flags[name] && name !== 'psh' && (name !== 'ack' || isBare(packet)),
  );
  const parts = [names.map((name) => name.toUpperCase()).join(', ')];
  if (payloadBytes > 0) parts.push(countOfBytes(payloadBytes));
  if (!isBare(packet)) parts.push(`seq ${seq}`);
  if (ack !== undefined) parts.push(`ack ${ack}`);
  if (!flags.rst && !flags.syn) parts.push(`win ${windowBytes}`);
  if (options.mss !== undefined) parts.push(`MSS ${options.mss}`);
  if (options.sack !== undefined) parts.push(`SACK of ${options.sack.length}`);
  return parts.filter((part) => part !== '').join(' ');
}

const isBare = ({ flags, payloadBytes }: TcpPacket): boolean =>
  payloadBytes === 0 && !flags.syn && !flags.fin && !flags.rst;

function icmpDetails({ mtuBytes, echo, target }: IcmpPacket): string {
  if (mtuBytes !== undefined) return ` MTU ${mtuBytes}`;
  if (echo !== undefined) return ` ${echo.sequence}`;
  return target === undefined ? '' : ` ${target}`;
}

function cutMiddle(rows: readonly Row[], maxLines: number): string[] {
  const lines = rows.map(({ line }) => line);
  if (lines.length <= maxLines) return lines;
  const head = Math.ceil(maxLines / 2);
  const tail = lines.length - Math.floor(maxLines / 2);
  const packets = rows.slice(head, tail).filter(({ isPacket }) => isPacket).length;
  const more = `${' '.repeat(timeColumns)}  ... ${packets} more packet${packets === 1 ? '' : 's'}`;
  return [...lines.slice(0, head), more, ...lines.slice(tail)];
}
