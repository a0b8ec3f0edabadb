// The matrix as a page in Markdown: docs/languages.md is one. All of it comes from the run.

import { cellWords } from '../matrix/cell-words.ts';
import type { Matrix, MatrixCell, MatrixRow } from '../matrix/matrix.ts';
import type { SaidWords } from '../matrix/said.ts';

export function matrixPage(matrix: Matrix): string {
  return `${[
    '# What each language calls the same event',
    introduction(matrix),
    '## The matrix',
    table(matrix),
    '## In their own words',
    ...matrix.rows.slice(1).map(words),
    ...notTold(matrix),
  ].join('\n\n')}\n`;
}

function introduction({ startedAt, versions, implementations }: Matrix): string {
  const { socketbed, kernel, engine } = versions;
  return `Made by \`./socketbed run --matrix --markdown > docs/languages.md\` on ${startedAt.slice(0, 10)}; not edited. Every cell
was run: a small client in a container (\`implementations/\`) meets the fault, says in one line what its language calls it, and counts
only when its packets show the fault. Another version may use other words.

Linux ${kernel}, Docker Engine ${engine}, socketbed ${socketbed}. The clients have a deadline of their own of 20 s, in the rows
\`silence/black-hole-deadline\`, \`silence/no-reply\` and \`silence/mid-reply\` of 5 s; the kernel gives up a SYN after 7 s
(\`tcp_syn_retries=2\`) in place of two minutes.

| implementation | runtime |
|---|---|
${implementations.map(({ name, runtime }) => `| \`${name}\` | ${runtime ?? 'said nothing'} |`).join('\n')}`;
}

function table({ rows, implementations }: Matrix): string {
  const names = implementations.map(({ name }) => name);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['fault', 'on the wire', ...names]),
    `|${'---|'.repeat(names.length + 2)}`,
    ...rows.map(({ id, wire, cells }) => line([`\`${id}\``, wire, ...cells.map(cellText)])),
  ].join('\n');
}

function cellText({ state, said }: MatrixCell): string {
  if (state !== 'said' || said === undefined) return `_${state}_`;
  return cellWords(said)
    .filter((each) => each !== undefined)
    .map(code)
    .join('<br>');
}

function words({ id, does, means, wire, cells }: MatrixRow): string {
  const lines = cells.flatMap(({ implementation, state, said }) => {
    if (state !== 'said' || said === undefined) return [];
    const cause = said.cause === undefined ? '' : `, because of ${spoken(said.cause)}`;
    return [`- ${implementation}: ${spoken(said)}${cause}`];
  });
  const entry = means === null ? '' : ` (\`./socketbed explain '${means}'\`)`;
  return `### ${id}\n\n${does}: ${wire}${entry}\n\n${lines.join('\n')}`;
}

function spoken({ name, code: own, errno, call, message }: SaidWords): string {
  const more = [own === name ? undefined : own, errno].filter((each) => each !== undefined).join(' ');
  return [
    code(name),
    ...(more === '' ? [] : [`(${more})`]),
    ...(call === undefined ? [] : [`of ${code(call)}`]),
    ...(message === undefined || message === '' ? [] : [`“${message}”`]),
  ].join(' ');
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function notTold({ rows }: Matrix): string[] {
  const lines = rows.flatMap(({ id, cells }) =>
    cells
      .filter(({ state }) => state !== 'said')
      .map(({ implementation, state, reason }) => `- ${id}, ${implementation}: ${state}, ${reason}`),
  );
  return lines.length === 0 ? [] : ['## Not told', lines.join('\n')];
}
