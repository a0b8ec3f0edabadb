// What the run ran on.

import type { RunFacts } from '../../evidence/results.ts';
import { CopyButton } from './copy-button.tsx';
import { formatDate, formatTook } from './words.tsx';

export function RunFactsList({ run, builtAt }: { run: RunFacts; builtAt: string }) {
  const { versions, host, abilities = [], mergedFrom } = run;
  const facts: [string, preact.ComponentChildren][] = [
    ['run', <code key="id">{run.id}</code>],
    [
      'seed',
      <span key="seed">
        <code>{run.seed}</code> <CopyButton text={run.seed} />
      </span>,
    ],
    ['began', formatDate(run.startedAt)],
    ['took', formatTook(run.durationMs)],
    ['kernel', versions.kernel ?? 'not asked'],
    ['engine', versions.engine ?? 'not asked'],
    ['socketbed', `${versions.socketbed}, Node ${versions.node}`],
    [
      'host',
      `${host.platform} ${host.arch}, ${host.cpus} processors, ${(host.memoryBytes / 2 ** 30).toFixed(0)} GiB`,
    ],
  ];
  if (mergedFrom !== undefined) facts.push(['merged from', mergedFrom.join(', ')]);
  return (
    <div class="facts">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {abilities.length > 0 && (
        <ul class="abilities" aria-label="What the kernel can">
          {abilities.map(({ name, state }) => (
            <li key={name} class={state} title={`${name}: ${state}`}>
              {name}
              <span class="sr">: {state}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="sr">This page was made {formatDate(builtAt)}.</p>
    </div>
  );
}
