// The matrix for a terminal: faults by implementations, two lines a row: what each calls the event, and below it what
// tells more. Where the terminal is narrower than that, some columns at a time.

import { cellWords } from '../matrix/cell-words.ts';
import type { Matrix, MatrixCell, MatrixRow } from '../matrix/matrix.ts';
import { formatSeconds, formatTable, paint } from './output.ts';

const wordsMax = 30;
const gap = 2;

/** `columns`: of the terminal. Absent: as wide as it is. */
export function formatMatrix(matrix: Matrix, columns = Number.POSITIVE_INFINITY): string {
  const names = matrix.implementations.map(({ name }) => name);
  const tables = groupsThatFit(matrix, names, columns).map((group) => tableOf(matrix.rows, group));
  const runtimes = matrix.implementations.map(({ name, runtime }) => `${name}: ${runtime ?? 'said nothing'}`);
  return [
    ...tables,
    paint('dim', runtimes.join(', ')),
    ...section('not told', matrix.rows.flatMap(reasonsOf)),
    ...section('the error dictionary claims something else', matrix.differences.map(formatDifference)),
    totalsOf(matrix),
  ].join('\n\n');
}

const heading = ['fault', 'wire'];

function groupsThatFit({ rows }: Matrix, names: readonly string[], columns: number): string[][] {
  const left = heading.reduce(
    (sum, title, index) => sum + gap + widest([title, ...rows.map((row) => leftOf(row)[index] ?? '')]),
    -gap,
  );
  const groups: string[][] = [];
  let width = columns;
  for (const name of names) {
    const own = gap + widest([name, ...rows.flatMap((row) => linesOf(row, name))]);
    const open = groups.at(-1);
    if (open === undefined || width + own > columns) {
      groups.push([name]);
      width = left + own;
    } else {
      open.push(name);
      width += own;
    }
  }
  return groups;
}

const widest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
const leftOf = ({ id, wire }: MatrixRow): [string, string] => [id, wire];

function tableOf(rows: readonly MatrixRow[], names: readonly string[]): string {
  return formatTable(
    [...heading, ...names],
    rows.flatMap((row) => {
      const cells = names.map((name) => linesOf(row, name));
      const first = [paint('bold', row.id), row.wire, ...cells.map(([name]) => name)];
      const more = cells.map(([, text]) => (text === '' ? '' : paint('dim', text)));
      return more.every((text) => text === '') ? [first] : [first, ['', '', ...more]];
    }),
  );
}

function linesOf({ cells }: MatrixRow, name: string): [string, string] {
  const cell = cells.find(({ implementation }) => implementation === name);
  const [first, more = ''] = cell === undefined ? [''] : wordsOf(cell);
  return [cut(first), cut(more)];
}

const wordsOf = ({ state, said }: MatrixCell): [string, string?] =>
  state === 'said' && said !== undefined ? cellWords(said) : [state];

const cut = (text: string): string => (text.length > wordsMax ? `${text.slice(0, wordsMax - 1)}…` : text);

function reasonsOf({ id, cells }: MatrixRow): string[] {
  return cells
    .filter(({ state }) => state !== 'said')
    .map(({ implementation, state, reason }) => `${state} ${id} ${implementation}: ${reason}`);
}

function formatDifference({
  row,
  implementation,
  entry,
  said,
  claimed,
}: Matrix['differences'][number]): string {
  return `${row} ${implementation}: said ${said}; ${entry} claims ${claimed}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n')];
}

function totalsOf({ rows, implementations, durationMs }: Matrix): string {
  const states = rows.flatMap(({ cells }) => cells.map(({ state }) => state));
  const count = (state: MatrixCell['state']) => states.filter((each) => each === state).length;
  const size = `${rows.length} rows, ${implementations.length} implementations`;
  const cells = `${count('said')} said, ${count('unsupported')} unsupported, ${count('unknown')} unknown`;
  return `${size}: ${cells} in ${formatSeconds(durationMs)}`;
}
