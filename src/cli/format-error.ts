// Entries of the error dictionary as text for a terminal, at most 100 columns wide: one as a page, all as a table.

import {
  type Check,
  type ErrorEntry,
  type LanguageForm,
  type NodeForm,
  sources,
  type Theme,
  themes,
} from '../errors/dictionary/entry.ts';
import { failureKinds } from '../errors/outcome.ts';
import { paint } from './output.ts';

const columnsMax = 100;
const columns = (): number => Math.max(40, Math.min(columnsMax, process.stdout.columns ?? columnsMax));

/** One entry, from what it means to what to do. */
export function formatErrorPage(entry: ErrorEntry): string {
  const sections = [
    [`${paint(['bold', 'red'], entry.id)}  ${paint('bold', entry.short)}`],
    wrap(entry.meaning),
    section('Why, the most frequent first', numbered(entry.causes)),
    section('What to do', entry.checks.flatMap(checkLines)),
    section('When it comes', entry.comes.flatMap(dotted)),
    section('What the packets show', entry.packets.flatMap(dotted)),
    section('Not to be confused with', similarLines(entry.similar ?? {})),
    section('How it looks', formLines(entry)),
    section('See it happen', scenarioLines(entry)),
    wrap(sourceNote(entry)).map((line) => paint('dim', line)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** What an entry says of causes and cures, for those who have just seen the error. */
export function formatCure({ id, short, causes, checks }: ErrorEntry): string {
  return [
    [`${paint(['bold', 'red'], id)}  ${paint('bold', short)}`],
    section('Why, the most frequent first', numbered(causes)),
    section('What to do', checks.flatMap(checkLines)),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** A few entries, each on one line with its numbers: what a text may mean. */
export function formatErrorList(entries: readonly ErrorEntry[]): string {
  const numbers = entries.map(numbersNote);
  return plainRows(entries)
    .map((row, index) => `${row}${paint('dim', numbers[index] ?? '')}`)
    .join('\n');
}

function plainRows(entries: readonly ErrorEntry[]): string[] {
  const width = Math.max(...entries.map(({ id }) => id.length));
  return entries.map(({ id, short }) => `  ${paint('bold', id.padEnd(width))}  ${short}`);
}

function numbersNote({ linux, macos, windows }: ErrorEntry): string {
  const notes = [
    ...(linux === null ? [] : [`Linux ${linux.number}`]),
    ...(macos === null ? [] : [`macOS ${macos}`]),
    ...(windows === null ? [] : [`Windows ${windows.map(({ number }) => number).join(', ')}`]),
  ];
  return notes.length === 0 ? '' : `  (${notes.join('; ')})`;
}

/** All entries under the headings of their themes. */
export function formatErrorTable(entries: readonly ErrorEntry[]): string {
  const heading = tableRow('error', 'Linux', 'Windows', 'Python', 'meaning');
  const names = Object.keys(themes) as Theme[];
  const blocks = names.map((theme) => {
    const ofTheme = entries.filter((entry) => entry.theme === theme);
    const rows = ofTheme.some(({ linux }) => linux !== null) ? ofTheme.map(numberedRow) : plainRows(ofTheme);
    return [paint('bold', themes[theme]), ...rows].join('\n');
  });
  return [paint('dim', heading), ...blocks].join('\n\n');
}

function numberedRow({ id, linux, windows, python, short }: ErrorEntry): string {
  const className = python?.names?.[0] ?? '';
  return tableRow(id, String(linux?.number ?? ''), String(windows?.[0]?.number ?? ''), className, short);
}

function tableRow(id: string, linux: string, windows: string, python: string, meaning: string): string {
  return `  ${id.padEnd(15)}  ${linux.padStart(5)}  ${windows.padStart(7)}  ${python.padEnd(22)}  ${meaning}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

const labelWidth = 9;
const labelled = (label: string, text: string): string[] =>
  wrap(text, `  ${label.padEnd(labelWidth)} `, ' '.repeat(labelWidth + 3));

function formLines(entry: ErrorEntry): string[] {
  const { linux, macos, windows, node, python, go, java, alsoSaid, kind } = entry;
  const macosNote = macos === null || macos === linux?.number ? '' : ` (macOS ${macos})`;
  return [
    ...(linux === null ? [] : labelled('Linux', `${linux.number}  ${linux.text}${macosNote}`)),
    ...(windows ?? []).flatMap(({ number, name, text }, index) =>
      labelled(index === 0 ? 'Windows' : '', `${number}  ${name}: ${text}`),
    ),
    ...(node === null ? [] : nodeLines(node)),
    ...languageLines('Python', python),
    ...languageLines('Go', go),
    ...languageLines('Java', java),
    ...(alsoSaid === null ? [] : labelled('others', alsoSaid.join(' | '))),
    ...labelled('socketbed', `${kind}: ${failureKinds[kind]}`),
  ];
}

function nodeLines({ code, syscalls, messages, onWindows, source }: NodeForm): string[] {
  const details = [
    ...(code === null ? ['no code'] : [`code ${code}`]),
    ...(code === null ? [] : [syscalls === null ? 'no syscall' : `syscall ${syscalls.join(', ')}`]),
    ...(onWindows === null ? [] : [`on Windows ${onWindows.code} ${onWindows.errno}`]),
  ];
  return [
    ...messages.flatMap((message, index) => labelled(index === 0 ? 'Node.js' : '', message)),
    ...labelled('', `${details.join('; ')}${readMark(source)}`),
  ];
}

function languageLines(language: string, form: LanguageForm | null): string[] {
  if (form === null) return [];
  const { names, messages, source } = form;
  const [name] = names ?? [];
  const texts =
    names?.length === 1
      ? messages.map((message) => `${name}: ${message}`)
      : [...(names === null ? [] : [names.join(', ')]), ...messages];
  return texts.flatMap((text, index) =>
    labelled(index === 0 ? language : '', `${text}${index === texts.length - 1 ? readMark(source) : ''}`),
  );
}

const readMark = (source: keyof typeof sources): string => (source === 'read' ? ' (read)' : '');

function sourceNote({ windows, node, python, go, java }: ErrorEntry): string {
  const isRead = [node, python, go, java].some((form) => form?.source === 'read');
  const parts = [
    ...(windows === null && !node?.onWindows ? [] : ['Windows']),
    ...(isRead ? ['what is marked'] : []),
  ];
  const read = parts.length === 0 ? '' : ` ${parts.join(' and ')}: read, not run.`;
  return `How it looks was ${sources.run}.${read}`;
}

const item = (mark: string, text: string): string[] => wrap(text, `  ${mark} `, ' '.repeat(mark.length + 3));

const dotted = (text: string): string[] => item('·', text);

const numbered = (texts: readonly string[]): string[] =>
  texts.flatMap((text, index) => item(`${index + 1}.`, text));

function checkLines(check: Check, index: number): string[] {
  // Not wrapped: it is there to be copied.
  const command = check.run === null ? [] : [paint('cyan', `     $ ${check.run}`)];
  return [...item(`${index + 1}.`, check.do), ...command];
}

function similarLines(similar: Readonly<Record<string, string>>): string[] {
  const width = Math.min(26, Math.max(0, ...Object.keys(similar).map((id) => id.length)));
  return Object.entries(similar).flatMap(([id, difference]) => {
    const lines = wrap(difference, `  ${id.padEnd(width)}  `, ' '.repeat(width + 4));
    return lines.map((line, index) => (index === 0 ? line.replace(id, paint('bold', id)) : line));
  });
}

function scenarioLines({ id, scenarios }: ErrorEntry): string[] {
  if (scenarios === null) return [];
  const command = paint('cyan', `  $ ./socketbed reproduce ${id}`);
  return [command, ...wrap(`runs ${scenarios.join(', ')}`, '    ')];
}

/** `text` in lines, the first after `first`, the others after `rest`. A word that is longer than a line stays whole. */
export function wrap(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > columns()) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
