import { describe, expect, test } from 'vitest';
import { SocketbedError } from '../../../src/errors/socketbed-error.ts';
import { requireVersions } from '../../../src/testbed/engine/engine.ts';
import { isAtLeast } from '../../../src/testbed/engine/versions.ts';

describe('version floors', () => {
  test.each([
    ['26.1.5+dfsg1', '24.0', true],
    ['24.0.0', '24.0', true],
    ['24', '24.0', true],
    ['20.10.24+dfsg1', '24.0', false],
    ['v2.24.0-desktop.1', '2.24', true],
    ['2.26.1-4', '2.24', true],
    ['2.9.0', '2.24', false],
    ['v24.21.0', '24.20', true],
    ['v24.19.9', '24.20', false],
    ['dev', '24.0', false],
    ['', '24.0', false],
  ])('%s against %s: %s', (version, floor, expected) => {
    expect(isAtLeast(version, floor)).toBe(expected);
  });

  const status = {
    answers: true,
    address: 'unix:///x',
    version: '26.1.5',
    composeVersion: '2.26.1',
  } as const;

  test('an engine and a compose that are new enough are given back', () => {
    expect(requireVersions(status)).toBe(status);
  });

  test.each([
    ['an old engine', { ...status, version: '20.10.24' }, 'ENGINE_TOO_OLD', '20.10.24'],
    ['an old compose', { ...status, composeVersion: '2.9.0' }, 'ENGINE_TOO_OLD', '2.9.0'],
  ])('%s is refused with what it is', (_name, old, code, version) => {
    const error = thrownBy(() => requireVersions(old));
    expect(error).toMatchObject({ code, exitCode: 3 });
    expect(error.message).toContain(version);
  });

  test('a missing compose plugin is another matter than an old one', () => {
    const { composeVersion: _, ...bare } = status;
    expect(thrownBy(() => requireVersions(bare)).code).toBe('TOOL_MISSING');
  });
});

function thrownBy(action: () => void): SocketbedError {
  try {
    action();
  } catch (error) {
    if (error instanceof SocketbedError) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}
