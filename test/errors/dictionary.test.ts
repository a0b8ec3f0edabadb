// The dictionary is whole, and agrees with what Node itself says of each number. Python's view: the integration test.

import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readCatalogue, selectScenarios } from '../../src/cli/catalogue.ts';
import { type ErrorEntry, themes } from '../../src/errors/dictionary/entry.ts';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import { outcomeOfError } from '../../src/errors/outcome.ts';

const ids = new Set(errorDictionary.map(({ id }) => id));
const numbered = errorDictionary.filter(({ linux }) => linux !== null && linux.number > 0);
const catalogue = readCatalogue();

/** Paths of fields that say nothing: an empty text, or an empty list where null is meant. */
function emptyFields(value: unknown, path: string): string[] {
  if (value === null || typeof value === 'number') return [];
  if (typeof value === 'string') return value.trim() === '' ? [path] : [];
  const fields = Object.entries(value ?? {});
  return fields.length === 0 ? [path] : fields.flatMap(([key, each]) => emptyFields(each, `${path}.${key}`));
}

function errorOf(code: string, syscall: string | undefined): Error {
  return Object.assign(new Error(code), syscall === undefined ? { code } : { code, syscall });
}

test('every name is there once', () => {
  const names = errorDictionary.flatMap(({ id, aliases }) => [id, ...(aliases ?? [])]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every number is there once, for each system', () => {
  const numbers = errorDictionary.flatMap(({ linux, macos, windows }) => [
    ...(linux === null ? [] : [`Linux ${linux.number}`]),
    ...(macos === null ? [] : [`macOS ${macos}`]),
    ...(windows ?? []).map(({ number }) => `Windows ${number}`),
  ]);
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});

describe.each(errorDictionary.map((entry) => [entry.id, entry] as const))('%s', (_id, entry) => {
  test('is whole: no field is empty, null says that there is none', () => {
    expect(emptyFields(entry, entry.id)).toEqual([]);
    expect(Object.hasOwn(themes, entry.theme)).toBe(true);
    expect(entry.short.length).toBeLessThanOrEqual(45);
    expect(entry.meaning).toMatch(/[.?!]$/);
    expect(entry.causes.filter((cause) => !/[.?!:]$/.test(cause))).toEqual([]);
  });

  test('has the kind that outcomeOfError gives it', () => {
    const { code, syscalls } = entry.node ?? { code: null, syscalls: null };
    if (code === null) return;
    for (const syscall of syscalls ?? [undefined]) {
      expect(outcomeOfError(errorOf(code, syscall)).kind).toBe(entry.kind);
    }
  });

  test('has commands that fit on a line', () => {
    expect(entry.checks.filter(({ run }) => run !== null && run.length > 93)).toEqual([]);
  });

  test('is told apart from entries that there are', () => {
    const others = Object.keys(entry.similar ?? {});
    expect(others.filter((id) => !ids.has(id) || id === entry.id)).toEqual([]);
  });

  test('is produced by scenarios that there are', () => {
    const wanted = entry.scenarios ?? [];
    expect(new Set(wanted).size).toBe(wanted.length);
    if (wanted.length > 0) expect(() => selectScenarios(catalogue, wanted)).not.toThrow();
  });
});

describe('numbers', () => {
  test.each(numbered.map((entry) => [entry.id, entry] as const))(
    '%s is what Node calls it',
    (_id, { id, linux, node }) => {
      const known = new Map(Object.entries(constants.errno));
      if (known.has(id)) expect(linux?.number).toBe(known.get(id));
      if (node !== null) expect(getSystemErrorName(-(linux?.number ?? 0))).toBe(node.code);
    },
  );

  test('of Windows and macOS are those of BSD, the first with 10,000 more', () => {
    const number = ({ windows }: ErrorEntry) => windows?.find(({ name }) => name.startsWith('WSAE'))?.number;
    // EAGAIN and EWOULDBLOCK are one number on macOS too; EOPNOTSUPP has one of its own there.
    const differing = numbered
      .filter((entry) => number(entry) !== undefined && number(entry) !== 10_000 + (entry.macos ?? 0))
      .map(({ id }) => id);
    expect(differing).toEqual(['EOPNOTSUPP']);
  });
});
