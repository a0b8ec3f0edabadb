// What stands in a cell of a table: the name first, and below it what tells more: the code, or the message.

import type { Said, SaidWords } from './said.ts';

/** One or two short texts: `ConnectionRefusedError`, `ECONNREFUSED 111`. */
export function cellWords({ outcome, cause, ...own }: Said): [name: string, more?: string] {
  if (outcome === 'reply') return ['reply'];
  const name = shortName(own);
  if (outcome !== 'error') return [name];
  // Node's name for all of them: what tells them apart is the code.
  if (own.name === 'Error' && own.code !== undefined) return [own.code, own.call ?? ''];
  // Of an error that only wraps another, that one tells more.
  const more =
    cause === undefined ? moreOf(own) : (cause.code ?? [shortName(cause), moreOf(cause)].join(' '));
  return more === '' ? [name] : [name, more];
}

/** Without the package of a class: `ConnectException`. */
const shortName = ({ name }: SaidWords): string =>
  /^[a-z][\w.]*\.[A-Z]\w*$/.test(name) ? name.slice(name.lastIndexOf('.') + 1) : name;

function moreOf({ name, code, errno, message = '' }: SaidWords): string {
  if (code !== undefined && code !== name) return code;
  return errno === undefined ? message : String(errno);
}
