// The frame of the page: its head, the view that the address asks for, and the keys.

import { useEffect, useState } from 'preact/hooks';
import { Errors } from './errors.tsx';
import { HistoryView } from './history.tsx';
import { Overview } from './overview.tsx';
import { formatRoute, go, route } from './route.ts';
import { Scenario } from './scenario.tsx';
import { index } from './store.ts';
import { nextTheme, theme } from './theme.ts';

export function App() {
  const [isHelp, showHelp] = useState(false);
  useKeys(() => showHelp((shown) => !shown));
  const data = index.value;
  const { view, id } = route.value;
  if (data === undefined) return null;
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={formatRoute('overview')}>
          <Logo /> socketbed
        </a>
        <nav aria-label="Views">
          <Tab view="overview" label="Overview" isHere={view === 'overview' || view === 'scenario'} />
          <Tab view="errors" label="Errors" isHere={view === 'errors'} />
          <Tab view="history" label="History" isHere={view === 'history'} />
        </nav>
        <span class="run-name">
          run <code>{data.run.id}</code>
        </span>
        <button
          type="button"
          class="plain"
          onClick={nextTheme}
          title="Light, dark, or as the system has it (t)"
        >
          {theme.value}
        </button>
        <button type="button" class="plain" onClick={() => showHelp(true)} title="Keys (?)" aria-label="Keys">
          ?
        </button>
      </header>
      {view === 'overview' && <Overview index={data} />}
      {view === 'scenario' && <Scenario index={data} id={id} />}
      {view === 'errors' && <Errors index={data} id={id} />}
      {view === 'history' && <HistoryView index={data} />}
      {isHelp && <Help close={() => showHelp(false)} />}
    </>
  );
}

function skip(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}

function Tab({
  view,
  label,
  isHere,
}: {
  view: 'overview' | 'errors' | 'history';
  label: string;
  isHere: boolean;
}) {
  return (
    <a href={formatRoute(view)} aria-current={isHere ? 'page' : undefined}>
      {label}
    </a>
  );
}

/** Two lanes, and an arrow that does not arrive. */
const Logo = () => (
  <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
    <path d="M3 2v16M17 2v16" />
    <path class="way" d="M3 7h8" />
    <path class="broken" d="m9.5 4.5 5 5m0-5-5 5" />
    <path class="way" d="M17 14H6m3-3-3 3 3 3" />
  </svg>
);

const keys: readonly (readonly [string, string])[] = [
  ['/', 'filter the scenarios'],
  ['o, e, h', 'overview, errors, history'],
  ['n, p', 'next and previous scenario'],
  ['j, k or ↓, ↑', 'next and previous packet, once one is selected'],
  ['Esc', 'let go of the packet, close this'],
  ['t', 'light, dark, or as the system has it'],
  ['?', 'this'],
];

function Help({ close }: { close: () => void }) {
  return (
    <dialog class="help" ref={open} onClose={close} aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

function open(dialog: HTMLDialogElement | null): void {
  if (dialog?.open === false) dialog.showModal();
}

function useKeys(toggleHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
      const act = actions[event.key] ?? (event.key === '?' ? toggleHelp : undefined);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const step = (name: string) => () => document.querySelector<HTMLElement>(`[data-step="${name}"]`)?.click();

const actions: Readonly<Record<string, () => void>> = {
  '/': () => {
    const focus = () => document.getElementById('search')?.focus();
    if (route.value.view === 'overview') return focus();
    go(formatRoute('overview'));
    setTimeout(focus, 50);
  },
  o: () => go(formatRoute('overview')),
  e: () => go(formatRoute('errors')),
  h: () => go(formatRoute('history')),
  n: step('next'),
  p: step('previous'),
  t: nextTheme,
};
