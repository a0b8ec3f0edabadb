// The matrix: a row for each fault, in the tree of the catalogue, a column for each transport. What has the same name
// under two transports stands in one row.
//
//   tcp/unreachable/host-unreachable, udp/unreachable/host-unreachable -> unreachable | host-unreachable | TCP, UDP

import type { ScenarioSummary } from '../page-data.ts';

export interface MatrixRow {
  readonly name: string;
  /** By column. */
  readonly cells: ReadonlyMap<string, readonly ScenarioSummary[]>;
}

export interface MatrixGroup {
  readonly name: string;
  readonly rows: readonly MatrixRow[];
  readonly scenarios: readonly ScenarioSummary[];
}

/** From the first packet of a connection to its last, then what is no matter of the wire. Others come behind. */
const groupOrder = [
  'connect',
  'refused',
  'unreachable',
  'reset',
  'end',
  'silence',
  'silent',
  'partition',
  'degraded',
  'loss',
  'changed',
  'mtu',
  'denied',
  'bind',
  'datagram',
  'established',
];

const transports = ['tcp', 'udp', 'unix'];

/** Where a scenario stands: the folder without its transport, and the name without its IP version. */
export function placeOf(id: string): { group: string; name: string } {
  const parts = id.split('/');
  const last = parts.at(-1) ?? id;
  const folder = parts.slice(0, -1);
  const isTransport = transports.includes(folder[0] ?? '') && folder.length > 1;
  const group = (isTransport ? folder.slice(1) : folder).join('/');
  const name = last.replace(/^ipv6-/, '');
  return { group: group === '' ? 'scenarios' : group, name };
}

export function matrixGroups(scenarios: readonly ScenarioSummary[]): MatrixGroup[] {
  const groups = Map.groupBy(scenarios, ({ id }) => placeOf(id).group);
  return [...groups]
    .map(([name, members]) => ({ name, rows: rowsOf(members), scenarios: sorted(members) }))
    .toSorted((one, other) => rank(one.name) - rank(other.name) || one.name.localeCompare(other.name));
}

const sorted = (scenarios: readonly ScenarioSummary[]): ScenarioSummary[] =>
  scenarios.toSorted((one, other) => one.id.localeCompare(other.id));

const rank = (group: string): number => {
  const place = groupOrder.indexOf(group);
  return place < 0 ? groupOrder.length : place;
};

function rowsOf(scenarios: readonly ScenarioSummary[]): MatrixRow[] {
  const rows = Map.groupBy(scenarios, ({ id }) => placeOf(id).name);
  return [...rows]
    .map(([name, members]) => ({ name, cells: Map.groupBy(sorted(members), ({ column }) => column) }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The columns that are there, in the order of `known`; then others by name. */
export function columnsOf(scenarios: readonly ScenarioSummary[], known: readonly string[]): string[] {
  const there = new Set(scenarios.map(({ column }) => column));
  const others = [...there].filter((column) => !known.includes(column)).toSorted();
  return [...known.filter((column) => there.has(column)), ...others];
}
