// The words of a command in one text, and a text as one word of a command, as a POSIX shell has them. No variables and
// no patterns: nothing is expanded.

import { SocketbedError } from '../errors/socketbed-error.ts';

/** `node -e 'a b'` is three words. OPTION_INVALID for a quote that does not end. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)\s*/gsy;
  while (pattern.lastIndex < text.length) {
    const word = pattern.exec(text)?.[1];
    if (word === undefined) throw notWords(text);
    words.push(
      word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_all, plain, quoted, escaped) => {
        return plain ?? quoted?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped;
      }),
    );
  }
  return words;
}

/** One word that a shell takes for this text. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function notWords(text: string): SocketbedError {
  return new SocketbedError({
    code: 'OPTION_INVALID',
    what: 'the command cannot be taken apart into words',
    found: text,
    advice: 'Does every quote in it end?',
  });
}
