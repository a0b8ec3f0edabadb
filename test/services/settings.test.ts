import { describe, expect, test } from 'vitest';
import {
  checkMessage,
  choiceSetting,
  numberSetting,
  parseTarget,
  portSetting,
  textSetting,
} from '../../services/settings.ts';

const range = { min: 1, max: 10, fallback: 5 };

test('an empty variable is not set', () => {
  const env = { NAME: '' };
  expect(textSetting(env, 'NAME')).toBeUndefined();
  expect(textSetting(env, 'NAME', 'other')).toBe('other');
  expect(numberSetting(env, 'NAME', range)).toBe(5);
  expect(choiceSetting(env, 'NAME', ['json', 'pretty'], 'json')).toBe('json');
});

test('a value that is set counts', () => {
  expect(textSetting({ NAME: 'a' }, 'NAME', 'other')).toBe('a');
  expect(numberSetting({ NAME: '10' }, 'NAME', range)).toBe(10);
  expect(choiceSetting({ NAME: 'pretty' }, 'NAME', ['json', 'pretty'], 'json')).toBe('pretty');
  expect(portSetting({ PORT: '0' }, 'PORT', 8080)).toBe(0);
});

describe('a number that cannot be is named, with what was expected', () => {
  test.each(['0', '11', '-1', '1.5', '1e1', '0x5', ' 5', 'five'])('%s', (text) => {
    expect(() => numberSetting({ NAME: text }, 'NAME', range)).toThrow(
      `NAME is ${JSON.stringify(text)}: expected a whole number from 1 to 10. Correct NAME, or leave it out`,
    );
  });
});

test('a choice that cannot be is named, with the choices', () => {
  expect(() => choiceSetting({ LOG_FORMAT: 'xml' }, 'LOG_FORMAT', ['json', 'pretty'], 'json')).toThrow(
    'LOG_FORMAT is "xml": expected json or pretty',
  );
});

test('a message has to be something', () => {
  expect(() => checkMessage('', '--message')).toThrow('--message is "": expected at least one character');
});

describe('a target', () => {
  test.each([
    ['tcp:8080', { host: 'tcp', port: 8080 }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('%s', (text, target) => {
    expect(parseTarget(text, 'TCP_TARGET')).toEqual(target);
  });

  test.each(['tcp', 'tcp:', ':8080', '::1:8080', 'tcp:0', 'tcp:65536', 'tcp:http', '[::1]'])(
    '%s is none',
    (text) => {
      expect(() => parseTarget(text, 'TCP_TARGET')).toThrow(/TCP_TARGET.*expected/);
    },
  );
});
