// One entry of the error dictionary: an error as the kernel, Windows and four languages show it, what it means, what
// the packets look like, why it comes and what to do. Entries are data; src/errors/explain.ts finds them.
//
// Nothing is guessed: what Windows and Windows' Node say was read, all else was run unless its `source` says otherwise.

import type { FailureKind } from '../outcome.ts';

/** How a form is known. */
export const sources = {
  run: 'got by running it: Node 24.21, Python 3.11, Go 1.19, OpenJDK 17 and curl 7.88 on Linux 6.18',
  read: "read, not run: mingw-w64's winsock headers, Microsoft's list of system errors (MS-ERREF), libuv's src/win/error.c and uv/errno.h, Go's table for Darwin, the libraries' own sources",
} as const;
export type Source = keyof typeof sources;

/** The order in which the dictionary is listed. */
export const themes = {
  connection: 'Refused and broken connections',
  way: 'No answer and no way',
  address: 'Addresses and permissions',
  limit: 'Limits',
  state: 'A socket in another state than the program believes',
  type: 'A socket of the wrong type',
  path: 'Paths of Unix sockets',
  name: 'Host names',
  library: 'Words of Node.js and other libraries, without a number',
  http: 'HTTP in Node.js',
  tls: 'TLS in Node.js',
} as const;
export type Theme = keyof typeof themes;

/** Number and text as the C library has them. A resolver's numbers (`getaddrinfo`) are negative. */
export interface LinuxForm {
  readonly number: number;
  readonly text: string;
}

/** A number of WSAGetLastError or GetLastError, and what FormatMessage says in English. Always read, never run. */
export interface WindowsForm {
  readonly name: string;
  readonly number: number;
  readonly text: string;
}

export interface NodeForm {
  /** `error.code`; null where the error has none. */
  readonly code: string | null;
  /** The usual ones in `error.syscall`; null where the error has none. */
  readonly syscalls: readonly string[] | null;
  readonly messages: readonly string[];
  /** What Node makes of it on Windows; null where that is the same and has no number, or is not known. */
  readonly onWindows: { readonly code: string; readonly errno: number } | null;
  readonly source: Source;
}

export interface LanguageForm {
  /** Classes of exceptions; null where an error is only a text. */
  readonly names: readonly string[] | null;
  readonly messages: readonly string[];
  readonly source: Source;
}

export interface Check {
  /** What to look at, or what to change. */
  readonly do: string;
  /** A command for it on Linux; capitals stand for what the reader has to fill in. Null where there is none. */
  readonly run: string | null;
}

export interface ErrorEntry {
  /** The errno name, or the code or words that people see: `ECONNREFUSED`, `socket hang up`. */
  readonly id: string;
  readonly theme: Theme;
  /** What outcomeOfError makes of it. */
  readonly kind: FailureKind;
  /** The meaning in a few words, for tables. */
  readonly short: string;
  readonly meaning: string;
  /** The call that fails, and when: `connect: at once`. */
  readonly comes: readonly string[];
  /** What a capture shows: `SYN -> RST from the server`. */
  readonly packets: readonly string[];
  /** The most frequent first. */
  readonly causes: readonly string[];
  readonly checks: readonly Check[];
  /** Other names of the same; null for none. */
  readonly aliases: readonly string[] | null;
  /** What other programs say, run or read: curl, psql, nginx, urllib3; null for nothing known. */
  readonly alsoSaid: readonly string[] | null;
  /** Null where the kernel has no number for it. */
  readonly linux: LinuxForm | null;
  /** The number on macOS (read); null where it has none, or where it was not read. */
  readonly macos: number | null;
  /** The form that people see most first; null where Windows has none. */
  readonly windows: readonly WindowsForm[] | null;
  /** Null, here and below: the language hides it, says it in the words of another entry, or is not known to say it. */
  readonly node: NodeForm | null;
  readonly python: LanguageForm | null;
  readonly go: LanguageForm | null;
  readonly java: LanguageForm | null;
  /** Ids of errors that are taken for this one, and how to tell them apart; null for none. */
  readonly similar: Readonly<Record<string, string>> | null;
  /** Ids of scenarios, or of folders of them, that produce it; null while there is none. */
  readonly scenarios: readonly string[] | null;
}

type NullableKey = {
  [Key in keyof ErrorEntry]: null extends ErrorEntry[Key] ? Key : never;
}[keyof ErrorEntry];
type Said = Omit<ErrorEntry, NullableKey> & Partial<Pick<ErrorEntry, NullableKey>>;

/** An entry in which all that is not said is null. */
export function errorEntry(said: Said): ErrorEntry {
  return {
    aliases: null,
    alsoSaid: null,
    linux: null,
    macos: null,
    windows: null,
    node: null,
    python: null,
    go: null,
    java: null,
    similar: null,
    scenarios: null,
    ...said,
  };
}

type KernelSaid = Omit<Said, 'linux' | 'python' | 'go'> & {
  readonly linux: LinuxForm;
  readonly pythonClass: string;
};

/** An errno: Python's message and Go's text follow from the C library's (compared for every number, see the tests). */
export function kernelError({ pythonClass, ...said }: KernelSaid): ErrorEntry {
  const { number, text } = said.linux;
  return errorEntry({
    ...said,
    python: { names: [pythonClass], messages: [`[Errno ${number}] ${text}`], source: 'run' },
    go: { names: null, messages: [text.toLowerCase()], source: 'run' },
  });
}

/** What Node says on Windows to a number that libuv does not know. */
export const unknownOnWindows = { code: 'UNKNOWN', errno: -4094 } as const;
