// One scenario in a line of the page's index: its words, its column, who took part.

import type { RecordedOutcome, ScenarioResult } from '../evidence/results.ts';
import { causeLine, outcomeWord, wireWord } from './cause-word.ts';
import type { ContainerFacts, ScenarioDetail, ScenarioSummary } from './page-data.ts';

export function summarise({ result, containers, captures }: ScenarioDetail): ScenarioSummary {
  const { id, question, verdict, durationMs } = result;
  const codes = outcomesOf(result).flatMap(({ code }) => code ?? []);
  return {
    ...{ id, question, verdict, durationMs },
    outcome: outcomeWord(result),
    wire: wireWord(result),
    cause: causeLine(result),
    column: columnOf(result, containers),
    programs: [...new Set(containers.map(({ program }) => program))].toSorted(),
    codes: [...new Set(codes)],
    packets: captures.reduce((sum, { packets }) => sum + packets, 0),
  };
}

const outcomesOf = ({ acts }: ScenarioResult): RecordedOutcome[] =>
  acts.flatMap(({ checks, outcome }) => [
    ...(outcome === null ? [] : [outcome]),
    ...checks.flatMap((check) => check.outcome ?? []),
  ]);

/** The transports of the matrix, in its order. Others come behind them. */
export const columns = [
  'TCP',
  'TCP over IPv6',
  'UDP',
  'UDP over IPv6',
  'Unix stream',
  'Unix datagram',
  'TLS',
  'DNS',
  'this machine',
] as const;

type Column = (typeof columns)[number];

/** Which transport a scenario is about: its id says so, else its packets, else what its programs are called by. */
export function columnOf(result: ScenarioResult, containers: readonly ContainerFacts[]): Column {
  const words = result.id.split(/[/-]/);
  const [first] = words;
  if (first === 'tls') return 'TLS';
  if (first === 'dns') return 'DNS';
  // Nothing leaves the machine: the call itself fails.
  if (first === 'local' || first === 'impossible') return 'this machine';
  const isIpv6 = words.includes('ipv6') || speaksIpv6(result);
  if (words.includes('unix')) return words.includes('datagram') ? 'Unix datagram' : 'Unix stream';
  if (words.includes('udp')) return isIpv6 ? 'UDP over IPv6' : 'UDP';
  const transport = transportOf(result, containers);
  if (transport === 'udp') return isIpv6 ? 'UDP over IPv6' : 'UDP';
  if (transport === 'unix') return 'Unix stream';
  return isIpv6 ? 'TCP over IPv6' : 'TCP';
}

function transportOf({ acts }: ScenarioResult, containers: readonly ContainerFacts[]): string {
  const wires = acts.flatMap(({ wire }) => (wire === null ? [] : [wire.signature.transport]));
  const seen = wires.find((transport) => transport === 'tcp' || transport === 'udp');
  if (seen !== undefined) return seen;
  const service = containers.find(({ program }) => / service$/.test(program));
  return service === undefined ? 'tcp' : service.program.replace(/ service$/, '');
}

const speaksIpv6 = ({ acts }: ScenarioResult): boolean =>
  acts.some(({ wire }) => wire?.signature.server.startsWith('[') === true);
