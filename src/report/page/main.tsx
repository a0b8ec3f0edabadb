// The page begins here: reads what it was given, follows the address, draws.

import './buffer-global.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { followAddress, route } from './route.ts';
import { index, loadIndex } from './store.ts';
import './style.css';
import './overview.css';
import './scenario.css';
import { showTheme, theme } from './theme.ts';

async function begin(): Promise<void> {
  const place = document.getElementById('page');
  if (place === null) return;
  showTheme(theme.value);
  try {
    await loadIndex();
  } catch (error) {
    // The page was cut, or the browser is too old: say so with what every browser has.
    place.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : error}. It is whole only if its file is, and it needs a browser of 2023 or newer.`;
    return;
  }
  render(<App />, place);
  let isFirst = true;
  followAddress(() => {
    document.title = titleOf();
    // After the new view is there. On opening the page nobody has asked for the focus yet.
    if (!isFirst)
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }),
      );
    isFirst = false;
  });
}

function titleOf(): string {
  const { view, id } = route.value;
  const name = view === 'overview' ? `run ${index.value?.run.id}` : id === '' ? view : id;
  return `${name} · socketbed`;
}

await begin();
