// The runs that are kept beside this one: what each scenario came to in all of them, and what differs between two.

import { useState } from 'preact/hooks';
import { changes, flakes } from '../flakes.ts';
import type { History, HistoryRun, HistoryScenario, PageIndex } from '../page-data.ts';
import { formatRoute, route, setParams } from './route.ts';
import { formatDate, formatTook, plural } from './words.tsx';

export function HistoryView({ index }: { index: PageIndex }) {
  const { history, run } = index;
  const { runs, unreadable, leftOut } = history;
  const own = runs.findIndex(({ id }) => id === run.id);
  const after = placeIn(runs, route.value.params.get('after'), own < 0 ? runs.length - 1 : own);
  const before = placeIn(runs, route.value.params.get('before'), earlier(runs, after));
  return (
    <main id="main" class="history">
      <h1 tabIndex={-1}>{plural(runs.length, 'run')} kept</h1>
      <p class="lead">
        {leftOut > 0 && `${leftOut} older ones are left out. `}
        {unreadable > 0 && `${unreadable} could not be read. `}
        What each scenario came to in all of them, and what differs between two.
      </p>
      <RunBars runs={runs} own={run.id} />
      {runs.length > 1 && <Difference history={history} before={before} after={after} />}
      <Strips history={history} />
    </main>
  );
}

const placeIn = (runs: readonly HistoryRun[], id: string | null, otherwise: number): number => {
  const place = runs.findIndex((run) => run.id === id);
  return place < 0 ? otherwise : place;
};

/** The last run before this one that was as large, else the one before. */
function earlier(runs: readonly HistoryRun[], after: number): number {
  const size = (run: HistoryRun | undefined) =>
    run === undefined ? 0 : Object.values(run.counts).reduce((sum, each) => sum + each, 0);
  const found = runs.findLastIndex(
    (run, place) => place < after && size(run) >= size(runs[after]) && !run.withoutFault,
  );
  return found < 0 ? Math.max(0, after - 1) : found;
}

const runsShown = 10;

/** Durations of the runs, with what they came to. */
function RunBars({ runs, own }: { runs: readonly HistoryRun[]; own: string }) {
  const [all, showAll] = useState(false);
  const shown = all ? runs.toReversed() : runs.toReversed().slice(0, runsShown);
  const longest = Math.max(1, ...runs.map(({ durationMs }) => durationMs));
  return (
    <>
      <table class="runs">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">began</th>
            <th scope="col" class="number">
              passed
            </th>
            <th scope="col" class="number">
              failed
            </th>
            <th scope="col" class="number">
              others
            </th>
            <th scope="col">took</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.id} class={each.id === own ? 'own' : undefined}>
              <th scope="row">
                {each.id === own ? (
                  <code>{each.id}</code>
                ) : (
                  <a href={`../${encodeURIComponent(each.id)}/report.html`}>
                    <code>{each.id}</code>
                  </a>
                )}
                {each.state !== 'ended' && <span class="tag">did not end</span>}
                {each.withoutFault && <span class="tag">faults taken out</span>}
              </th>
              <td>{formatDate(each.startedAt)}</td>
              <td class="number">{each.counts.passed}</td>
              <td class={`number ${each.counts.failed > 0 ? 'failed' : ''}`}>{each.counts.failed}</td>
              <td class="number">{each.counts.unsupported + each.counts.unknown}</td>
              <td class="bar">
                <svg width="100%" height="10" aria-hidden="true">
                  <rect width={`${(each.durationMs / longest) * 100}%`} height="10" rx="2" />
                </svg>
                <span>{formatTook(each.durationMs)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < runs.length && (
        <button type="button" class="more all-runs" onClick={() => showAll(true)}>
          {runs.length - shown.length} older runs
        </button>
      )}
    </>
  );
}

function Difference({ history, before, after }: { history: History; before: number; after: number }) {
  const { runs } = history;
  const found = changes(history, before, after);
  const changed = found.filter((each) => each.before !== 'not run' && each.after !== 'not run');
  const others = found.length - changed.length;
  return (
    <section class="difference">
      <h2>
        {changed.length === 0 ? 'Nothing changed' : `${changed.length} changed`}
        {others > 0 && <span class="dim">, {others} in one of the two only</span>}
      </h2>
      <div class="choose">
        <RunChoice name="before" label="from" runs={runs} value={before} />
        <RunChoice name="after" label="to" runs={runs} value={after} />
      </div>
      {changed.length > 0 && (
        <table class="changes">
          <thead>
            <tr>
              <th scope="col">scenario</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ id, before: was, after: is }) => (
              <tr key={id}>
                <th scope="row">
                  <a href={formatRoute('scenario', id)}>{id}</a>
                </th>
                <td>{was}</td>
                <td>{is}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface RunChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly runs: readonly HistoryRun[];
  readonly value: number;
}

const RunChoice = ({ name, label, runs, value }: RunChoiceProps) => (
  <label>
    {label}{' '}
    <select value={runs[value]?.id} onChange={(event) => setParams({ [name]: event.currentTarget.value })}>
      {runs.map(({ id, startedAt, counts }) => (
        <option key={id} value={id}>
          {id}, {formatDate(startedAt)}, {counts.passed} passed, {counts.failed} failed
        </option>
      ))}
    </select>
  </label>
);

function Strips({ history }: { history: History }) {
  const byId = new Map(history.scenarios.map((scenario) => [scenario.id, scenario]));
  const order = flakes(history);
  const flaky = order.filter(({ rate }) => rate > 0).length;
  return (
    <section>
      <h2>
        Scenarios across runs, the newest at the right{' '}
        <span class="dim">
          {flaky === 0 ? 'none has failed in some runs only' : `${flaky} failed in some runs only`}
        </span>
      </h2>
      <table class="strips">
        <thead>
          <tr>
            <th scope="col">scenario</th>
            <th scope="col">verdicts</th>
            <th scope="col" class="number">
              flake rate
            </th>
            <th scope="col">durations</th>
          </tr>
        </thead>
        <tbody>
          {order.map(({ id, rate, failed, runs }) => {
            const scenario = byId.get(id);
            if (scenario === undefined) return null;
            return (
              <tr key={id}>
                <th scope="row">
                  <a href={formatRoute('scenario', id)}>{id}</a>
                </th>
                <td>
                  <VerdictStrip scenario={scenario} runs={history.runs} />
                </td>
                <td class={`number ${rate > 0 ? 'failed' : 'dim'}`} title={`${failed} of ${runs} failed`}>
                  {rate === 0 ? '0' : `${(rate * 100).toFixed(0)} %`}
                </td>
                <td>
                  <Sparkline scenario={scenario} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const names: Readonly<Record<string, string>> = {
  p: 'passed',
  f: 'failed',
  u: 'unsupported',
  '?': 'unknown',
  ' ': 'not-run',
};

/** A cell for each run; failures are taller as well as red. */
export function VerdictStrip({ scenario, runs }: { scenario: HistoryScenario; runs: readonly HistoryRun[] }) {
  const count = (letter: string) => [...scenario.verdicts].filter((each) => each === letter).length;
  return (
    <svg
      class="strip"
      width={runs.length * 7}
      height="16"
      role="img"
      aria-label={`${count('p')} passed, ${count('f')} failed, ${count('u') + count('?')} others`}
    >
      {[...scenario.verdicts].map((letter, place) => (
        <rect
          key={runs[place]?.id}
          class={names[letter]}
          x={place * 7}
          width="5"
          y={letter === 'f' ? 0 : letter === ' ' ? 7 : 4}
          height={letter === 'f' ? 16 : letter === ' ' ? 2 : 8}
          rx="1"
        >
          <title>
            {`${runs[place]?.id}: ${names[letter]} ${scenario.words[place]} ${formatTook(scenario.durationsMs[place] ?? 0)}`}
          </title>
        </rect>
      ))}
    </svg>
  );
}

function Sparkline({ scenario }: { scenario: HistoryScenario }) {
  const times = scenario.durationsMs.filter((ms) => ms > 0);
  if (times.length < 2) return <span class="dim">{formatTook(times[0] ?? 0)}</span>;
  const most = Math.max(...times);
  const points = times.map(
    (ms, place) => `${(place / (times.length - 1)) * 90 + 1},${15 - (ms / most) * 13}`,
  );
  return (
    <span class="spark">
      <svg width="92" height="16" aria-hidden="true">
        <polyline points={points.join(' ')} fill="none" stroke="currentColor" />
      </svg>
      {formatTook(Math.min(...times))} to {formatTook(most)}
    </span>
  );
}
