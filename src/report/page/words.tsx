// Small things that many views say: durations, times, sizes, and codes as links to their pages.

import { Fragment } from 'preact';
import { formatRoute } from './route.ts';
import { index } from './store.ts';

/** `242 ms`, `3.1 s`, `2 min 13 s`. */
export function formatTook(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 99_500) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `1.2 kB`, `3.4 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `2026-11-25 07:15:23 UTC` */
export const formatDate = (iso: string): string =>
  iso === '' ? 'at an unknown time' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A text in which the codes of the dictionary are links. */
export function WithCodes({ text }: { text: string }) {
  const known = new Set(index.value?.errors.map(({ id }) => id));
  return (
    <>
      {text.split(/\b([A-Z][A-Z0-9_]{3,})\b/).map((part, place) =>
        place % 2 === 1 && known.has(part) ? (
          <a key={place} class="code" href={formatRoute('errors', part)}>
            {part}
          </a>
        ) : (
          <Fragment key={place}>{part}</Fragment>
        ),
      )}
    </>
  );
}

// Logs may hold anything. What would not be seen, or would turn the line around, is shown as a picture (U+2400 and on).
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t' || character === '\n') return character;
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '␦';
  });
