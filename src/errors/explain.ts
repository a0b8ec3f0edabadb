// Finds the entries of the error dictionary that a text speaks of: a name, a number, or a whole line out of a log.
//
//   "OSError: [Errno 113] No route to host" -> names, classes, numbers, phrases -> points for each entry -> EHOSTUNREACH
//
// Numbers are ambiguous (64 is EHOSTDOWN on macOS and a broken connection on Windows), so that every entry collects
// points for what speaks for it, and those with at least half of the best one's are kept.

import type { ErrorEntry } from './dictionary/entry.ts';
import { errorDictionary } from './dictionary/index.ts';
import { editShare } from './edit-distance.ts';
import { failureKinds } from './outcome.ts';

export interface Explanation {
  /** What fits, the best first; empty when nothing does. */
  readonly entries: readonly ErrorEntry[];
  /** When nothing fits: up to three names near to what was asked, the nearest first. */
  readonly near: readonly string[];
}

/** The entries that `text` speaks of, in whatever words of Linux, Windows, macOS, Node, Python, Go or Java. */
export function explainError(text: string): Explanation {
  const asked = readText(text);
  if (asked.whole === '') return { entries: [], near: [] };
  let found = rank((signs) => points(signs, asked));
  if (found.length === 0) {
    found = rank((signs) => keywordPoints(signs, asked));
    if (found.length > keywordMax) found = [];
  }
  return { entries: found, near: found.length === 0 ? nearestNames(asked) : [] };
}

/** A word that is in more entries ("error") tells nothing. */
const keywordMax = 12;

/** What tells an entry, in lower case. */
interface Signs {
  readonly entry: ErrorEntry;
  /** Codes, which are only themselves: `econnrefused`, `wsaeconnrefused`. */
  readonly names: readonly string[];
  /** Classes of exceptions without their packages; many entries may share one. */
  readonly classes: readonly string[];
  readonly phrases: readonly string[];
}

interface Asked {
  /** In lower case, with single blanks. */
  readonly whole: string;
  /** What stands between colons, quotes and brackets. */
  readonly parts: ReadonlySet<string>;
  readonly numbers: readonly AskedNumber[];
}

interface AskedNumber {
  readonly value: number;
  /** How sure it is that the number is an error's. */
  readonly points: number;
  readonly isWindows: boolean;
}

const isCode = (id: string): boolean => /^[A-Z][A-Z0-9_/]{3,}$/.test(id);
const lastName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function signsOf(entry: ErrorEntry): Signs {
  const forms = [entry.node, entry.python, entry.go, entry.java].filter((form) => form !== null);
  const named = [entry.python, entry.go, entry.java].flatMap((form) => form?.names ?? []);
  const codes = [entry.id, ...(entry.aliases ?? []), ...(entry.windows ?? []).map(({ name }) => name)];
  const ownCode = entry.node?.code ?? undefined;
  // "socket hang up" has the code of another entry, which proves nothing.
  if (ownCode !== undefined && !errorDictionary.some(({ id }) => id === ownCode)) codes.push(ownCode);
  const sentences = [
    entry.id,
    ...(entry.aliases ?? []),
    ...(entry.alsoSaid ?? []),
    ...(entry.linux === null ? [] : [entry.linux.text]),
    ...(entry.windows ?? []).map(({ text }) => text),
    ...forms.flatMap(({ messages }) => messages),
  ];
  const lower = (texts: readonly string[]) => [...new Set(texts.map((text) => text.toLowerCase()))];
  return {
    entry,
    names: lower(codes.filter((code) => isCode(code) || code === ownCode)),
    classes: lower(named.map(lastName)),
    phrases: lower(sentences.map(bare).filter((sentence) => !isCode(sentence))),
  };
}

/** A message without its class, number and full stop. */
const bare = (message: string): string =>
  message.replace(/^\[Errno -?\d+\] |^[A-Za-z]+(Error|Exception): /, '').replace(/\.$/, '');

const allSigns: readonly Signs[] = errorDictionary.map(signsOf);

const classUse = new Map<string, number>();
for (const { classes } of allSigns)
  for (const name of classes) classUse.set(name, (classUse.get(name) ?? 0) + 1);

function readText(text: string): Asked {
  const whole = text.toLowerCase().replace(/\s+/g, ' ').trim();
  const trimmed = (part: string) => part.trim().replace(/[.,;]+$/, '');
  const parts = text.toLowerCase().split(/\n|: |["'()[\]{}]/);
  return { whole, parts: new Set([whole, ...parts].map(trimmed)), numbers: readNumbers(whole) };
}

/** Where numbers stand in messages, the surest first. A port (`:10061`) is none. */
const numberPatterns: readonly { pattern: RegExp; points: number; isWindows: boolean; radix?: number }[] = [
  { pattern: /^(-?\d+)$/g, points: 100, isWindows: false },
  { pattern: /winerror\W{0,3}(\d+)/g, points: 100, isWindows: true },
  // 0x8007274d and 0x274d: 10061 as an HRESULT and as it is.
  { pattern: /\b0x(?:8007)?([0-9a-f]{4})\b/g, points: 80, isWindows: true, radix: 16 },
  { pattern: /(?<!win)err(?:no|or)?(?: code| number)?\s?[:=#(]?\s?(-?\d+)/g, points: 80, isWindows: false },
  { pattern: /\((\d{1,3}): /g, points: 60, isWindows: false },
  { pattern: /(?<![:.\d-])(1[01]\d{3})(?![\d.])/g, points: 60, isWindows: true },
];

function readNumbers(whole: string): AskedNumber[] {
  return numberPatterns.flatMap(({ pattern, points, isWindows, radix = 10 }) =>
    Array.from(whole.matchAll(pattern), ([, digits = '']) => ({
      value: Number.parseInt(digits, radix),
      points,
      isWindows,
    })),
  );
}

function points(signs: Signs, asked: Asked): number {
  const { whole } = asked;
  const ownCode = signs.entry.node?.code?.toLowerCase();
  const phrase = Math.max(0, ...signs.phrases.map((each) => phrasePoints(each, asked)));
  let sum = phrase;
  if (whole === signs.entry.id.toLowerCase()) sum += 60;
  // What socketbed itself says of an attempt: "closed".
  if (Object.hasOwn(failureKinds, whole) && signs.entry.kind === whole) sum += 100;
  if (signs.names.some((name) => containsWords(whole, name))) sum += 100;
  // The code that an entry shares speaks for it only together with its words.
  else if (phrase > 0 && ownCode !== undefined && containsWords(whole, ownCode)) sum += 100;
  sum += Math.max(0, ...signs.classes.map((name) => (containsWords(whole, name) ? classPoints(name) : 0)));
  return sum + Math.max(0, ...asked.numbers.map((number) => numberPoints(signs.entry, number)));
}

/** The longer a phrase the surer. One word alone ("aborted") has to be all of a part. */
function phrasePoints(phrase: string, { whole, parts }: Asked): number {
  const fits = phrase.includes(' ') ? containsWords(whole, phrase) : parts.has(phrase);
  return fits ? 60 + Math.min(80, phrase.length) : 0;
}

function classPoints(name: string): number {
  const use = classUse.get(name) ?? 1;
  if (use === 1) return 70;
  return use <= 3 ? 40 : 8;
}

/** A number may be Linux's (Node turns the sign), Windows', macOS', or what Node says on Windows. */
function numberPoints(entry: ErrorEntry, { value, points, isWindows }: AskedNumber): number {
  const inWindows = entry.windows?.findIndex(({ number }) => number === value) ?? -1;
  if (isWindows) return inWindows < 0 ? 0 : points * (inWindows === 0 ? 1 : 0.9);
  const linux = entry.linux?.number;
  if (linux !== undefined && (linux === value || (linux > 0 && linux === -value))) return points;
  const { code, errno } = entry.node?.onWindows ?? {};
  if (errno === value && (code === entry.id || code === entry.node?.code)) return points;
  if (inWindows >= 0) return points * 0.9;
  return entry.macos !== null && entry.macos === Math.abs(value) ? points * 0.7 : 0;
}

/** `words` in `text`, not as a part of longer words. */
function containsWords(text: string, words: string): boolean {
  const isInside = (character: string | undefined) => character !== undefined && /[a-z0-9_]/.test(character);
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!isInside(text[at - 1]) && !isInside(text[at + words.length])) return true;
  }
  return false;
}

/** For words that are a part of what an error says ("actively refused"). */
function keywordPoints({ entry, names, classes, phrases }: Signs, { whole }: Asked): number {
  if (whole.length < 4) return 0;
  const texts = [entry.short.toLowerCase(), ...names, ...classes, ...phrases];
  return texts.some((text) => containsWords(text, whole)) ? 1 : 0;
}

function rank(pointsOf: (signs: Signs) => number): ErrorEntry[] {
  const ranked = allSigns
    .map((signs) => ({ entry: signs.entry, points: pointsOf(signs) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  const best = ranked[0]?.points ?? 0;
  return ranked.filter(({ points }) => points >= best / 2).map(({ entry }) => entry);
}

const nearMax = 3;
/** How much of a name may be wrong for it still to be meant. */
const wrongShareMax = 0.4;

function nearestNames({ whole }: Asked): string[] {
  const words = [whole, ...whole.split(/[^a-z0-9_/]+/)].filter((word) => word.length >= 3);
  const wrongShare = (name: string) => Math.min(...words.map((word) => editShare(name.toLowerCase(), word)));
  return errorDictionary
    .flatMap(({ id, aliases, windows }) => {
      const names = [id, ...(aliases ?? []), ...(windows ?? []).map(({ name }) => name)];
      const ranked = names.map((name) => ({ name, wrong: wrongShare(name) }));
      return ranked.sort((a, b) => a.wrong - b.wrong).slice(0, 1);
    })
    .filter(({ wrong }) => wrong <= wrongShareMax)
    .sort((a, b) => a.wrong - b.wrong)
    .slice(0, nearMax)
    .map(({ name }) => name);
}
