// What became of a scenario in a word or two, for places that have no room for its cause: cells, lines, headings.
// Nothing here needs Node: the page says the same words.
//
//   outcomeWord  ECONNREFUSED                 what the program saw
//   wireWord     RST from server at 3.1 ms    what the packets said

import { describeOutcome, formatDurationMs } from '../evidence/describe-outcome.ts';
import type { ActResult, RecordedOutcome, ScenarioResult } from '../evidence/results.ts';
import type { Wire } from '../evidence/wire.ts';
import { formatPauseMs } from '../evidence/wire-event.ts';

/** The act that a scenario is about. */
export const decisiveAct = ({ acts }: Pick<ScenarioResult, 'acts'>): ActResult | undefined =>
  acts.findLast(({ act }) => act === 'fault') ?? acts.at(-1);

/** The error's code, else the kind: `ECONNREFUSED`, `timeout`, `reply`. Empty where nothing was looked at. */
export function outcomeWord(scenario: Pick<ScenarioResult, 'acts'>): string {
  const outcome = decisiveAct(scenario)?.outcome;
  return outcome == null ? '' : (outcome.code ?? outcome.kind);
}

/** What ended it, or kept it from beginning; empty where no packets were looked at. */
export function wireWord(scenario: Pick<ScenarioResult, 'acts'>): string {
  const wire = decisiveAct(scenario)?.wire;
  return wire == null ? '' : wordOf(wire.signature);
}

function wordOf(wire: Wire): string {
  const { rejected, reset, icmp, finished, unanswered } = wire;
  if (rejected !== null) {
    const message = rejected.with === 'RST' ? 'RST' : `ICMP ${rejected.with}`;
    return `${message} from ${rejected.by} at ${formatMoment(rejected.afterMs)}`;
  }
  if (reset !== null) return `RST from ${reset.by} at ${formatMoment(reset.afterMs)}`;
  if (unanswered !== null && unanswered.forMs >= 200) return silence(unanswered, wire);
  const [message] = icmp;
  if (message !== undefined) {
    return `ICMP ${message.name} from ${message.from} at ${formatMoment(message.afterMs)}`;
  }
  const [first] = finished;
  if (first !== undefined) return `FIN from ${first}${finished.length > 1 ? ', then both' : ''}`;
  const again = wire.retransmits.client + wire.retransmits.server;
  if (again > 0) return `${again} sent again`;
  return wire.opened ? 'answered' : 'no answer';
}

/** A machine answers its neighbour in some ten microseconds. */
const formatMoment = (ms: number): string =>
  ms < 0.1 ? `${Math.round(ms * 1000)} µs` : formatDurationMs(ms);

function silence(
  { by, packets, forMs }: NonNullable<Wire['unanswered']>,
  { transport, opened }: Wire,
): string {
  const isQuestion = transport === 'arp' || transport === 'ndp';
  const what = isQuestion
    ? `${transport.toUpperCase()} question`
    : !opened && transport === 'tcp'
      ? 'SYN'
      : 'packet';
  const who = what === 'SYN' ? '' : ` of ${by}`;
  return `${packets} ${what}${packets === 1 ? '' : 's'}${who} unanswered for ${formatPauseMs(forMs)}`;
}

/** Both words, or what failed, in one line. */
export function causeLine(scenario: ScenarioResult): string {
  const { verdict, cause } = scenario;
  if (verdict !== 'passed') return cause;
  const words = [outcomeText(decisiveAct(scenario)?.outcome), wireWord(scenario)].filter(
    (word) => word !== '',
  );
  return words.join(' · ');
}

const outcomeText = (outcome: RecordedOutcome | null | undefined): string =>
  outcome == null ? '' : (outcome.code ?? describeOutcome(outcome));
