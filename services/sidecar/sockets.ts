// The sockets of the target, as `ss` shows them, and their end by `ss -K`: the program gets ECONNABORTED and its peer a
// reset. ss says "RTNETLINK answers: Invalid argument" and does it all the same, so what it did is seen by looking.

import type {
  SidecarValues,
  SocketFilter,
  SocketState,
  SocketStateName,
} from '../../src/protocol/sidecar.ts';
import { checkedPort, versionOf } from './checks.ts';
import { invalid, Problem } from './problem.ts';
import { must, run } from './run.ts';

/** By ss's names, of its column and, where they differ, of its filter. */
const states: Readonly<Record<string, readonly [name: SocketStateName, filter?: string]>> = {
  ESTAB: ['established'],
  'SYN-SENT': ['syn-sent'],
  'SYN-RECV': ['syn-recv'],
  'FIN-WAIT-1': ['fin-wait-1'],
  'FIN-WAIT-2': ['fin-wait-2'],
  'TIME-WAIT': ['time-wait'],
  UNCONN: ['unconnected', 'closed'],
  'CLOSE-WAIT': ['close-wait'],
  'LAST-ACK': ['last-ack'],
  LISTEN: ['listen', 'listening'],
  CLOSING: ['closing'],
};

/** Rejects with OPTION_INVALID on a filter that nobody could mean. */
export async function listSockets(filter: SocketFilter): Promise<SocketState[]> {
  const { protocol, state } = filter;
  stateText(state);
  // Asked for one state, ss leaves the column out.
  const text = await must('ss', '--tcp', '--udp', '-HnaiOo', ...conditionTexts(filter));
  return text
    .split('\n')
    .flatMap((line) => readSocket(line) ?? [])
    .filter((socket) => protocol === undefined || protocol === socket.protocol)
    .filter((socket) => state === undefined || state === socket.state);
}

export async function destroySockets(filter: SocketFilter): Promise<SidecarValues['destroySockets']> {
  if (Object.values(filter).every((part) => part === undefined))
    throw invalid('what to destroy must be said', 'an empty filter');
  const before = await listSockets(filter);
  const protocols = filter.protocol === undefined ? ['--tcp', '--udp'] : [`--${filter.protocol}`];
  const filterTexts = [...stateText(filter.state), ...conditionTexts(filter)];
  const { exitCode, stderr } = await run('ss', ...protocols, '-HnaK', ...filterTexts);
  const after = new Set((await listSockets(filter)).map(keyOf));
  const left = before.filter((socket) => after.has(keyOf(socket)));
  const destroyed = before.filter((socket) => !after.has(keyOf(socket)));
  if (before.length > 0 && destroyed.length === 0) throw notDestroyed(exitCode, stderr);
  return { destroyed, left };
}

function stateText(state: SocketStateName | undefined): string[] {
  if (state === undefined) return [];
  const known = Object.values(states).find(([name]) => name === state);
  if (known === undefined) throw invalid('no such state of a socket', String(state));
  return ['state', known[1] ?? known[0]];
}

function conditionTexts({ protocol, peer, localPort, peerPort }: SocketFilter): string[] {
  if (![undefined, 'tcp', 'udp'].includes(protocol)) throw invalid('no such protocol', String(protocol));
  if (peer !== undefined) versionOf(peer);
  const conditions = [
    ...(peer === undefined ? [] : [`dst ${peer.includes(':') ? `[${peer}]` : peer}`]),
    ...portTexts('sport', localPort),
    ...portTexts('dport', peerPort),
  ];
  return conditions.length === 0 ? [] : [conditions.join(' and ')];
}

function portTexts(side: string, port: number | undefined): string[] {
  if (port === undefined) return [];
  return [`${side} = :${checkedPort(port)}`];
}

/** `tcp ESTAB 0 0 172.19.0.2:8080 172.19.0.3:41234 cubic wscale:10,10 rto:201 rtt:0.05/0.02 send 2.3Gbps ...` */
export function readSocket(line: string): SocketState | undefined {
  const [protocol, state = '', receiveQueue, sendQueue, local = '', peer = '', ...rest] = line
    .trim()
    .split(/\s+/);
  const known = states[state];
  if ((protocol !== 'tcp' && protocol !== 'udp') || known === undefined) return undefined;
  return {
    protocol,
    state: known[0],
    local,
    peer,
    receiveQueue: Number(receiveQueue),
    sendQueue: Number(sendQueue),
    details: readDetails(rest),
  };
}

function readDetails(words: readonly string[]): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const colon = word.indexOf(':');
    const next = words[index + 1] ?? '';
    if (colon > 0) details[word.slice(0, colon)] = word.slice(colon + 1);
    // `send 2.3Gbps`, and words that stand alone: the congestion control, `app_limited`.
    else if (/^\d/.test(next) && !next.includes(':')) details[word] = next;
    else if (!/^\d/.test(word)) details[word] = '';
  }
  return details;
}

const keyOf = ({ protocol, local, peer }: SocketState): string => `${protocol} ${local} ${peer}`;

function notDestroyed(exitCode: number, stderr: string): Problem {
  const lacks = /not supported/i.test(stderr);
  const found = stderr.trim() || `ss -K ended with ${exitCode}`;
  return new Problem(lacks ? 'UNSUPPORTED' : 'FAULT_FAILED', 'no socket could be destroyed', found);
}
