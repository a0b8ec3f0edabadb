// What a command prints: tables and JSON on stdout, what it is doing on stderr. Knows nothing of any command.

import { stripVTControlCharacters, styleText } from 'node:util';
import type { Progress } from '../testbed/engine/progress.ts';

/** One JSON document on stdout; a command prints it once and nothing else. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

type Style = Parameters<typeof styleText>[0];

/** `text` in a style where stdout is a terminal and NO_COLOR is not set, else as it is. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** Columns of equal width, two spaces apart, under a heading. Cells may hold colour. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(cell))))
      .join('  ')
      .trimEnd();
  return [paint('dim', line(heading)), ...rows.map(line)].join('\n');
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 1 : 0)} s`;
}

/** Progress as lines on stderr: what begins, and how long it took. Steps that run side by side stay readable. */
export const terminalProgress: Progress = {
  async step(what, work) {
    const started = performance.now();
    process.stderr.write(`${paint('dim', '…', process.stderr)} ${what}\n`);
    const result = await work();
    const time = formatSeconds(performance.now() - started);
    process.stderr.write(`${paint('green', '✔', process.stderr)} ${what}: ${time}\n`);
    return result;
  },
  note(line) {
    process.stderr.write(`${paint('dim', '·', process.stderr)} ${line}\n`);
  },
};
