// Where the error dictionary claims something else than what a language was seen to say. Each implementation of ours is
// compared with the dictionary's words for its language; those of others claim nothing.

import type { ErrorEntry, LanguageForm } from '../errors/dictionary/entry.ts';
import { errorDictionary } from '../errors/dictionary/index.ts';
import { cellWords } from './cell-words.ts';
import type { Difference, MatrixRow } from './matrix.ts';
import type { Said, SaidWords } from './said.ts';

interface Claimant {
  /** Whether an entry has the words of one of its errors. */
  readonly has: (entry: ErrorEntry, words: SaidWords) => boolean;
  /** The same for the words of an exception whose class says nothing: `IOException`. Default: `has`. */
  readonly hasMessage?: Claimant['has'];
  /** What an entry claims, for a message. */
  readonly claims: (entry: ErrorEntry) => unknown;
  /** A library has words of its own, which are entries of their own, and the cause is in one of the fault's kind. */
  readonly isLibrary?: true;
}

const node: Claimant = { has: nodeHas, claims: (entry) => entry.node };
const python: Claimant = { has: ofForm(({ python: form }) => form), claims: (entry) => entry.python };
const java: Claimant = {
  has: ofForm(({ java: form }) => form),
  hasMessage: ({ java: form }, { message = '' }) =>
    form?.messages.some((each) => isAlike(each, message)) === true,
  claims: (entry) => entry.java,
};
const cLibrary: Claimant = { has: cHas, claims: ({ id, aliases, linux }) => ({ id, aliases, linux }) };
const curl: Claimant = { has: curlHas, claims: ({ alsoSaid }) => alsoSaid, isLibrary: true };

const claimants: Readonly<Record<string, Claimant>> = {
  c: cLibrary,
  curl,
  'java-http': { ...java, isLibrary: true },
  'java-socket': java,
  'node-fetch': { ...node, isLibrary: true },
  'node-net': node,
  'python-http': { ...python, isLibrary: true },
  'python-socket': python,
};

/** Of one row; none for the control, and for what was not said. */
export function differencesOf({ id, means, cells }: MatrixRow): Difference[] {
  const entry = errorDictionary.find((each) => each.id === means);
  if (entry === undefined) return [];
  return cells.flatMap(({ implementation, state, said }) => {
    const claimant = claimants[implementation];
    if (claimant === undefined || state !== 'said' || said === undefined) return [];
    if (agrees(claimant, entry, said)) return [];
    const claimed = JSON.stringify(claimant.claims(entry));
    return { row: id, implementation, entry: entry.id, said: cellWords(said).join(' '), claimed };
  });
}

function agrees(claimant: Claimant, entry: ErrorEntry, said: Said): boolean {
  // No error: there are no words to compare, only whether the entry is about an end, or a deadline.
  if (said.outcome === 'end') return entry.kind === 'closed';
  if (said.outcome === 'timeout') return entry.kind === 'timeout';
  if (claimant.isLibrary !== true) return claimant.has(entry, said);
  const alike = errorDictionary.filter(({ kind }) => kind === entry.kind);
  const ofKind = (words: SaidWords) => [entry, ...alike].some((each) => claimant.has(each, words));
  const { cause } = said;
  if (cause === undefined || ofKind(said)) return ofKind(said);
  // What wraps the cause either repeats it, or has words that are known by themselves.
  return ofKind(cause) && (said.message === cause.message || isKnown(claimant, said));
}

function isKnown({ has, hasMessage = has }: Claimant, said: Said): boolean {
  return errorDictionary.some((each) => hasMessage(each, said));
}

function nodeHas({ node: form }: ErrorEntry, { name, code, call, message = '' }: SaidWords): boolean {
  if (form === null || form.code !== (code ?? null)) return false;
  if (form.syscalls !== null && (call === undefined || !form.syscalls.includes(call))) return false;
  return form.messages.some((each) => isAlike(each, message) || isAlike(each, `${name}: ${message}`));
}

function ofForm(form: (entry: ErrorEntry) => LanguageForm | null): Claimant['has'] {
  return (entry, { name, message = '' }) => {
    const { names, messages = [] } = form(entry) ?? {};
    const isSaid = message === '' || messages.some((each) => isAlike(each, message));
    return isSaid && names?.includes(name) === true;
  };
}

/** Where the kernel has no number for it, as for a deadline of one's own, C gives one that is like it. */
function cHas({ id, aliases, linux, similar }: ErrorEntry, words: SaidWords): boolean {
  const { name, errno, message } = words;
  if (linux === null)
    return errorDictionary.some((each) => similar?.[each.id] !== undefined && isErrno(each));
  return isErrno({ id, aliases, linux });

  function isErrno(entry: Pick<ErrorEntry, 'id' | 'aliases' | 'linux'>): boolean {
    const isNamed = entry.id === name || entry.aliases?.includes(name) === true;
    return isNamed && entry.linux?.number === errno && entry.linux?.text === message;
  }
}

function curlHas({ alsoSaid }: ErrorEntry, { message = '' }: SaidWords): boolean {
  return alsoSaid?.some((each) => message.includes(each)) === true;
}

/** Whether two messages differ in addresses, names and counts at the most. */
function isAlike(claimed: string, said: string): boolean {
  return plain(claimed) === plain(said);
}

const plain = (message: string): string =>
  message
    .replaceAll(/[\w.-]+\.(?:test|example)\b/g, 'NAME')
    .replaceAll(/\d+\.\d+\.\d+\.\d+(?::\d+)?/g, 'ADDRESS')
    .replaceAll(/(?<!\[Errno -?)\b\d+\b/g, 'N');
