// What stands in a cell of a table: the name first, and below it what tells more: the code, the number or the message.

import type { Said, SaidWords } from './said.ts';

/** One or two short texts: `ConnectionRefusedError`, `ECONNREFUSED`. */
export function cellWords({ outcome, cause, ...own }: Said): [name: string] | [name: string, more: string] {
  if (outcome === 'reply') return ['reply'];
  if (outcome !== 'error') return [own.name];
  // Node's name for all of them: what tells them apart is the code.
  if (own.name === 'Error' && own.code !== undefined) return both(own.code, own.call ?? '');
  if (cause === undefined) return both(shortName(own.name), moreOf(own));
  // Of an error that only wraps another, that one tells more.
  return both(wrapperName(own, cause), cause.code ?? `${shortName(cause.name)} ${moreOf(cause)}`.trim());
}

const both = (name: string, more: string): [string] | [string, string] =>
  more === '' ? [name] : [name, more];

/** Without the package of a class: `ConnectException`. */
const shortName = (name: string): string =>
  /^[a-z][\w.]*\.[A-Z]\w*$/.test(name) ? name.slice(name.lastIndexOf('.') + 1) : name;

const shortMax = 24;

/** `TypeError: fetch failed`, where that is short and not what the cause says. */
function wrapperName({ name, message = '' }: SaidWords, cause: SaidWords): string {
  const whole = `${shortName(name)}: ${message}`;
  return message === '' || message === cause.message || whole.length > shortMax ? shortName(name) : whole;
}

function moreOf({ name, code, errno, message = '' }: SaidWords): string {
  if (code !== undefined && code !== name) return code;
  // A symbol says as much as a message.
  return errno !== undefined && /^[A-Z_]+$/.test(name) ? String(errno) : message;
}
