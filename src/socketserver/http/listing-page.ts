// A directory's listing as a page. File names are other people's words: escaped as text, percent-encoded as links, and
// kept from turning the direction of what is read.

import { escapeHtml } from './error-page.ts';
import type { ListingEntry } from './listing.ts';
import { urlSegment } from './url-path.ts';

const style = `
  :root { color-scheme: light dark; --line: light-dark(#d8dee4, #30363d); --soft: light-dark(#59636e, #9198a1);
    --link: light-dark(#0550ae, #6cb6ff); --over: light-dark(#f3f6f9, #1c2128) }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 2.5rem 1rem; max-width: 54rem;
    background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3) }
  h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 1.25rem; overflow-wrap: anywhere }
  table { border-collapse: collapse; width: 100% }
  th { text-align: left; font-weight: 500; font-size: .85rem; color: var(--soft) }
  th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--line) }
  td:first-child { overflow-wrap: anywhere; width: 100% }
  .size, .time { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft) }
  tbody tr:hover { background: var(--over) }
  a { color: var(--link); text-decoration: none } a:hover, a:focus-visible { text-decoration: underline }
  .directory a { font-weight: 600 }
  .empty { color: var(--soft) }
  @media (max-width: 36rem) { .time { display: none } }
`;

/** `path` is the directory's, as the server sees it: `a/b/`, empty for the uppermost. */
export function listingPage(path: string, entries: readonly ListingEntry[]): string {
  const shown = `/${path}`.replace(/\/+$/, '').replace(/^$/, '/');
  const title = `Index of ${escapeHtml(shown)}`;
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
<h1>Index of <bdi>${escapeHtml(shown)}</bdi></h1>
<table>
<thead><tr><th>Name</th><th class="size">Size</th><th class="time">Modified (UTC)</th></tr></thead>
<tbody>
${shown === '/' ? '' : row('directory', '<a href="../">../</a>', '', '')}${entries.map(entryRow).join('')}</tbody>
</table>
${entries.length === 0 ? '<p class="empty">There is nothing in this directory.</p>\n' : ''}</html>
`;
}

function entryRow({ name, kind, sizeBytes, modifiedMs }: ListingEntry): string {
  const slash = kind === 'directory' ? '/' : '';
  const mark = kind === 'link' ? '@' : slash;
  const text = escapeHtml(name.toString().replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\u{FFFD}'));
  // The dot keeps a name like `a:b` from being taken for a scheme.
  const link = `<a href="./${urlSegment(name)}${slash}"><bdi>${text}</bdi>${mark}</a>`;
  const time =
    modifiedMs === undefined ? '' : new Date(modifiedMs).toISOString().slice(0, 16).replace('T', ' ');
  return row(kind, link, sizeBytes === undefined ? '' : sizeText(sizeBytes), time);
}

function row(kind: string, name: string, size: string, time: string): string {
  return `<tr class="${kind}"><td>${name}</td><td class="size">${size}</td><td class="time">${time}</td></tr>\n`;
}

/** `17 B`, `1.2 KiB`, `34 MiB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
