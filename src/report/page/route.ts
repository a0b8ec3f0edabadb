// Where the page is, all of it in the address behind `#`: a link shows another person the same.
//
//   #/scenario/tcp/refused/closed-port?packet=probe-1:4

import { signal } from '@preact/signals';

export type View = 'overview' | 'scenario' | 'errors' | 'history';

export interface Route {
  readonly view: View;
  /** The scenario, or the error; empty for a view that has none. */
  readonly id: string;
  readonly params: URLSearchParams;
}

const views: readonly string[] = ['scenario', 'errors', 'history'];
const isView = (name: string): name is View => views.includes(name);

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [name = '', ...rest] = path.split('/');
  const params = new URLSearchParams(query);
  if (!isView(name)) return { view: 'overview', id: '', params };
  return { view: name, id: rest.map(decode).join('/'), params };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that somebody typed.
    return part;
  }
}

export type Params = Readonly<Record<string, string | undefined>>;

export function formatRoute(view: View, id = '', params: Params = {}): string {
  const path = id.split('/').map(encodeURIComponent).join('/');
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  const place = view === 'overview' ? '' : id === '' ? view : `${view}/${path}`;
  return `#/${place}${text === '' ? '' : `?${text}`}`;
}

export const route = signal<Route>(parseRoute(''));
let shown = '';

const placeOf = ({ view, id }: Route): string => `${view}/${id}`;
const scrolls = new Map<string, number>();

/** Follows the address from now on. `onPlace` is called when another view or scenario is shown. */
export function followAddress(onPlace: () => void): void {
  history.scrollRestoration = 'manual';
  let isBack = false;
  const read = () => {
    const next = parseRoute(location.hash);
    const place = placeOf(next);
    if (shown !== place) scrolls.set(shown, window.scrollY);
    route.value = next;
    if (shown === place) return;
    shown = place;
    onPlace();
    window.scrollTo({ top: isBack ? (scrolls.get(place) ?? 0) : 0, behavior: 'instant' });
  };
  addEventListener('popstate', () => {
    isBack = true;
    read();
    isBack = false;
  });
  addEventListener('hashchange', read);
  read();
}

/** Changes the search part of the address and leaves the rest; no new entry in the browser's history. */
export function setParams(changes: Params): void {
  const { view, id, params } = route.value;
  const next: Record<string, string | undefined> = { ...Object.fromEntries(params), ...changes };
  history.replaceState(null, '', formatRoute(view, id, next));
  route.value = parseRoute(location.hash);
}

export function go(hash: string): void {
  location.hash = hash;
}
