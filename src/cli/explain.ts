// socketbed explain: what an error means, whatever words it came in. Needs no Docker.

import { Command } from 'commander';
import { errorDictionary } from '../errors/dictionary/index.ts';
import { explainError } from '../errors/explain.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { formatErrorList, formatErrorPage, formatErrorTable } from './format-error.ts';
import { paint, printJson, printLine } from './output.ts';

interface ExplainOptions {
  readonly json?: boolean;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('what an error means, in Linux, Windows, Node, Python, Go and Java; all errors without one')
    .argument('[error...]', 'a name, a number, or a line out of a log')
    .option('--json', 'print one JSON document')
    .action((words: string[], { json }: ExplainOptions) => {
      const text = words.join(' ').trim();
      if (words.length === 0) printAll(json === true);
      else printExplanation(text, json === true);
    });
}

function printAll(json: boolean): void {
  if (json) {
    printJson({ entries: errorDictionary });
    return;
  }
  printLine(formatErrorTable(errorDictionary));
  printLine(`\n${errorDictionary.length} errors; ./socketbed explain ECONNREFUSED for one of them`);
}

/** Up to this many are told apart by a page for the best of them. */
const clearMax = 6;

function printExplanation(text: string, json: boolean): void {
  const { entries, near } = explainError(text);
  const [best, ...others] = entries;
  if (best === undefined) throw unknownError(text, near);
  if (json) printJson({ entries });
  else if (entries.length > clearMax) {
    printLine(`${entries.length} errors fit; ask for one of them, or with its number:\n`);
    printLine(formatErrorList(entries));
  } else {
    printLine(formatErrorPage(best));
    if (others.length > 0) printLine(`\n${paint('bold', 'It may also be')}\n${formatErrorList(others)}`);
  }
}

function unknownError(text: string, near: readonly string[]): SocketbedError {
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return new SocketbedError({
    code: 'USAGE',
    what: `no error is known that fits "${shown}"`,
    advice: near.length === 0 ? 'See ./socketbed explain' : `Did you mean ${near.join(', ')}?`,
  });
}
