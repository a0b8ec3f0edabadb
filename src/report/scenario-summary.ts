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
    isIpv6: speaksIpv6(result),
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
  'UDP',
  'Unix stream',
  'Unix datagram',
  'HTTP',
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
  if (words.includes('unix')) return words.includes('datagram') ? 'Unix datagram' : 'Unix stream';
  if (first === 'http' || first === 'xmlrpc') return 'HTTP';
  if (words.includes('udp')) return 'UDP';
  const transport = transportOf(result, containers);
  if (transport === 'udp') return 'UDP';
  return transport === 'unix' ? 'Unix stream' : 'TCP';
}

function transportOf({ acts }: ScenarioResult, containers: readonly ContainerFacts[]): string {
  const wires = acts.flatMap(({ wire }) => (wire === null ? [] : [wire.signature.transport]));
  const seen = wires.find((transport) => transport === 'tcp' || transport === 'udp');
  if (seen !== undefined) return seen;
  const service = containers.find(({ program }) => / service$/.test(program));
  return service === undefined ? 'tcp' : service.program.replace(/ service$/, '');
}

const speaksIpv6 = ({ id, acts }: ScenarioResult): boolean =>
  id.split(/[/-]/).includes('ipv6') ||
  acts.some(({ wire }) => wire?.signature.server.startsWith('[') === true);
