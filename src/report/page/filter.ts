// Which scenarios are looked at: everything of it stands in the address.
//
//   ?verdict=failed,unknown&transport=UDP&under=tcp/refused&program=tcp service&text=RST

import type { Verdict } from '../../evidence/results.ts';
import type { ScenarioSummary } from '../page-data.ts';

export const verdicts: readonly Verdict[] = ['failed', 'unknown', 'unsupported', 'passed'];

export interface Filter {
  /** Empty for all. */
  readonly verdicts: readonly Verdict[];
  readonly transport: string;
  readonly program: string;
  /** An id, or the beginning of one. */
  readonly under: string;
  readonly text: string;
}

export function readFilter(params: URLSearchParams): Filter {
  const asked = (params.get('verdict') ?? '').split(',');
  return {
    verdicts: verdicts.filter((verdict) => asked.includes(verdict)),
    transport: params.get('transport') ?? '',
    program: params.get('program') ?? '',
    under: (params.get('under') ?? '').replace(/\/+$/, ''),
    text: params.get('text') ?? '',
  };
}

export const isFiltered = ({ verdicts: asked, transport, program, under, text }: Filter): boolean =>
  asked.length > 0 || [transport, program, under, text].some((each) => each !== '');

export function select(scenarios: readonly ScenarioSummary[], filter: Filter): ScenarioSummary[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return scenarios.filter(
    (scenario) =>
      (filter.verdicts.length === 0 || filter.verdicts.includes(scenario.verdict)) &&
      (filter.transport === '' || scenario.column === filter.transport) &&
      (filter.program === '' || scenario.programs.includes(filter.program)) &&
      (filter.under === '' || scenario.id === filter.under || scenario.id.startsWith(`${filter.under}/`)) &&
      words.every((word) => textOf(scenario).includes(word)),
  );
}

const textOf = ({ id, question, cause, outcome, wire, codes, programs }: ScenarioSummary): string =>
  [id, question, cause, outcome, wire, ...codes, ...programs].join('\n').toLowerCase();
