// Expected beside observed, for each act: what programs got, and what the packets said.

import { useState } from 'preact/hooks';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import type { ActResult, Check } from '../../evidence/results.ts';
import { formatTook, plural, visible, WithCodes } from './words.tsx';

export function Acts({ acts }: { acts: readonly ActResult[] }) {
  if (acts.length === 0) return <p class="nothing">No act of it was recorded.</p>;
  return (
    <div class="acts">
      {acts.map((act) => (
        <ActCard key={`${act.act}${act.atMs}`} act={act} />
      ))}
    </div>
  );
}

const titles = { control: 'it works', fault: 'it is broken', lifted: 'it works again' } as const;

function ActCard({ act }: { act: ActResult }) {
  const { injections, final, checks, durationMs } = act;
  return (
    <section class={`act ${act.act}`} aria-label={`Act ${act.act}`}>
      <h2>
        {act.act} <span class="dim">{titles[act.act]}</span>{' '}
        <span class="took">{formatTook(durationMs)}</span>
      </h2>
      {injections.map(({ what, atMs }) => (
        <p key={atMs} class="injected">
          <span aria-hidden="true">⚡</span> {visible(what)}
        </p>
      ))}
      {checks.length > 0 ? (
        <Checks checks={checks} />
      ) : (
        <p class="dim">It compared nothing with an expectation.</p>
      )}
      {final !== undefined && (
        <p class="final">
          <strong>final</strong> {visible(final)}
        </p>
      )}
    </section>
  );
}

const shownMax = 6;

function Checks({ checks }: { checks: readonly Check[] }) {
  const [all, showAll] = useState(false);
  const failed = checks.filter(({ passed }) => !passed);
  // The last ones are what an act is about; what failed is always there.
  const few =
    checks.length <= shownMax
      ? checks
      : [...new Set([...checks.slice(0, 2), ...failed, ...checks.slice(-3)])];
  const shown = all ? checks : few;
  const leftOut = checks.length - shown.length;
  return (
    <>
      <table class="checks">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">passed</span>
            </th>
            <th scope="col">expected</th>
            <th scope="col">observed</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((check, place) => (
            <CheckRow key={place} check={check} before={shown[place - 1]} />
          ))}
        </tbody>
      </table>
      {leftOut > 0 && (
        <button type="button" class="more" onClick={() => showAll(true)}>
          {plural(leftOut, 'more check')}
        </button>
      )}
    </>
  );
}

/** `before`: the check above it, whose packets are not told twice. */
function CheckRow({ check, before }: { check: Check; before: Check | undefined }) {
  const { expected, outcome, wire, passed } = check;
  const events = wire?.events.join(', ') ?? '';
  const isSame = events !== '' && before?.wire?.events.join(', ') === events;
  const observed = outcome !== undefined ? describeOutcome(outcome) : isSame ? 'the same packets' : events;
  return (
    <tr class={passed ? 'passed' : 'failed'}>
      <td>
        <span class="tick" role="img" aria-label={passed ? 'as expected' : 'not as expected'}>
          {passed ? '✓' : '✗'}
        </span>
      </td>
      <td>
        <span class="source">{wire === undefined ? 'program' : 'wire'}</span>{' '}
        <WithCodes text={visible(expected)} />
      </td>
      <td>
        <Long text={visible(observed === '' ? 'no packet' : observed)} />
      </td>
    </tr>
  );
}

const longMax = 130;

function Long({ text }: { text: string }) {
  const [all, showAll] = useState(false);
  if (all || text.length <= longMax) return <WithCodes text={text} />;
  return (
    <>
      <WithCodes text={text.slice(0, longMax)} />…{' '}
      <button type="button" class="more" onClick={() => showAll(true)}>
        all of it
      </button>
    </>
  );
}
