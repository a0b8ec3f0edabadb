// What the run came to: counts, facts, and every scenario at a glance.

import { useMemo } from 'preact/hooks';
import type { PageIndex } from '../page-data.ts';
import { columns as knownColumns } from '../scenario-summary.ts';
import { type Filter, isFiltered, readFilter, select } from './filter.ts';
import { clearFilter, Filters, VerdictCounts } from './filters.tsx';
import { Matrix } from './matrix.tsx';
import { columnsOf, type MatrixGroup, matrixGroups } from './matrix-rows.ts';
import { formatRoute, route } from './route.ts';
import { RunFactsList } from './run-facts.tsx';
import { VerdictMark } from './verdict-mark.tsx';
import { plural } from './words.tsx';

export function Overview({ index }: { index: PageIndex }) {
  const { scenarios, run } = index;
  const filter = readFilter(route.value.params);
  const shown = useMemo(() => select(scenarios, filter), [scenarios, JSON.stringify(filter)]);
  const groups = useMemo(() => matrixGroups(shown), [shown]);
  const columns = useMemo(() => columnsOf(scenarios, knownColumns), [scenarios]);
  return (
    <main id="main">
      <section class="summary" aria-label="Summary">
        <div>
          <h1 tabIndex={-1}>{headline(index)}</h1>
          <VerdictCounts scenarios={scenarios} filter={filter} />
        </div>
        <RunFactsList run={run} builtAt={index.builtAt} />
      </section>
      <Problems problems={index.problems} />
      <GroupMap
        groups={useMemo(() => matrixGroups(scenarios), [scenarios])}
        shown={new Set(shown.map(({ id }) => id))}
      />
      <Filters scenarios={scenarios} filter={filter} shown={shown.length} />
      {shown.length > 0 ? <Matrix groups={groups} columns={columns} /> : <Nothing filter={filter} />}
    </main>
  );
}

function headline({ scenarios, run }: PageIndex): string {
  const count = (verdict: string) => scenarios.filter((each) => each.verdict === verdict).length;
  if (scenarios.length === 0) return 'No scenario has run';
  if (count('failed') > 0) return `${count('failed')} of ${plural(scenarios.length, 'scenario')} failed`;
  if (run.state !== 'ended') return `A run of ${plural(scenarios.length, 'scenario')} that did not end`;
  if (count('unknown') > 0)
    return `${count('unknown')} of ${plural(scenarios.length, 'scenario')} left no evidence`;
  const passed = count('passed');
  return passed === scenarios.length
    ? `All ${plural(passed, 'scenario')} passed`
    : `${passed} of ${scenarios.length} passed`;
}

export function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="problems" aria-label="What is missing">
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

/** One mark for each scenario. The matrix has the same links: these are for the pointer alone. */
function GroupMap({ groups, shown }: { groups: readonly MatrixGroup[]; shown: ReadonlySet<string> }) {
  return (
    <div class="map" aria-hidden="true">
      {groups.map(({ name, scenarios }) => (
        <div key={name} class="map-group">
          <span>{name}</span>
          <span class="map-marks">
            {scenarios.map(({ id, verdict, outcome }) => (
              <a
                key={id}
                tabIndex={-1}
                href={formatRoute('scenario', id)}
                title={`${id}: ${verdict} ${outcome}`}
                class={shown.has(id) ? undefined : 'away'}
              >
                <VerdictMark verdict={verdict} />
              </a>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

function Nothing({ filter }: { filter: Filter }) {
  return (
    <p class="nothing">
      No scenario fits.{' '}
      {isFiltered(filter) && (
        <button type="button" onClick={clearFilter}>
          Show all
        </button>
      )}
    </p>
  );
}
