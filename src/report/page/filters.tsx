// The filters of the overview, as buttons and fields.

import type { Verdict } from '../../evidence/results.ts';
import type { ScenarioSummary } from '../page-data.ts';
import { columns as knownColumns } from '../scenario-summary.ts';
import { type Filter, isFiltered, verdicts } from './filter.ts';
import { columnsOf } from './matrix-rows.ts';
import { setParams } from './route.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** The four counts; each of them shows its own scenarios alone. */
export function VerdictCounts({
  scenarios,
  filter,
}: {
  scenarios: readonly ScenarioSummary[];
  filter: Filter;
}) {
  const toggle = (verdict: Verdict) => {
    const on = filter.verdicts.includes(verdict);
    const next = on ? filter.verdicts.filter((each) => each !== verdict) : [...filter.verdicts, verdict];
    setParams({ verdict: next.join(',') });
  };
  return (
    <fieldset class="counts">
      <legend class="sr">Show by verdict</legend>
      {verdicts.toReversed().map((verdict) => {
        const count = scenarios.filter((each) => each.verdict === verdict).length;
        return (
          <button
            type="button"
            key={verdict}
            class={`count ${verdict} ${count === 0 ? 'none' : ''}`}
            aria-pressed={filter.verdicts.includes(verdict)}
            onClick={() => toggle(verdict)}
          >
            <strong>{count}</strong>
            <VerdictMark verdict={verdict} label />
          </button>
        );
      })}
    </fieldset>
  );
}

interface FiltersProps {
  readonly scenarios: readonly ScenarioSummary[];
  readonly filter: Filter;
  readonly shown: number;
}

export function Filters({ scenarios, filter, shown }: FiltersProps) {
  const programs = [...new Set(scenarios.flatMap((each) => each.programs))].toSorted();
  const folders = foldersOf(scenarios);
  return (
    <search class="filters" aria-label="Filter scenarios">
      <label class="search">
        <span class="sr">Text in id, question or cause</span>
        <input
          type="search"
          id="search"
          placeholder="Filter: ECONNRESET, closed-port, ICMP…"
          value={filter.text}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setParams({ text: event.currentTarget.value })}
        />
        <span class="key" />
      </label>
      <Choice
        name="transport"
        all="all transports"
        value={filter.transport}
        options={columnsOf(scenarios, knownColumns)}
      />
      <Choice name="under" all="whole catalogue" value={filter.under} options={folders} />
      <Choice name="program" all="all programs" value={filter.program} options={programs} />
      <output class="shown">
        {shown === scenarios.length ? `${shown} scenarios` : `${shown} of ${scenarios.length}`}
      </output>
      <button type="button" class="clear" disabled={!isFiltered(filter)} onClick={clearFilter}>
        Clear
      </button>
    </search>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly string[];
}

function Choice({ name, all, value, options }: ChoiceProps) {
  const known = value === '' || options.includes(value) ? options : [value, ...options];
  return (
    <label>
      <span class="sr">{name}</span>
      <select value={value} onChange={(event) => setParams({ [name]: event.currentTarget.value })}>
        <option value="">{all}</option>
        {known.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

function foldersOf(scenarios: readonly ScenarioSummary[]): string[] {
  const folders = new Set<string>();
  for (const { id } of scenarios) {
    const parts = id.split('/').slice(0, -1);
    for (let length = 1; length <= parts.length; length += 1) folders.add(parts.slice(0, length).join('/'));
  }
  return [...folders].toSorted();
}

export const clearFilter = (): void =>
  setParams({
    verdict: undefined,
    transport: undefined,
    program: undefined,
    under: undefined,
    text: undefined,
  });
