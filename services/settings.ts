// What a container is told by its environment. An empty variable counts as not set, so that a compose file can pass
// `${NAME:-}`. A value that cannot be is a SocketbedError that names the variable.

import { SocketbedError } from '../src/errors/socketbed-error.ts';
import type { InternetAddress } from '../src/socketserver/address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

/** What may be listened on; 0 takes a free one. */
export const ports = { min: 0, max: 65_535 } as const;

/** Longest time that Node's timers take. */
export const timerMsMax = 2 ** 31 - 1;

export function textSetting(env: Environment, name: string): string | undefined;
export function textSetting(env: Environment, name: string, fallback: string): string;
export function textSetting(env: Environment, name: string, fallback?: string): string | undefined {
  return env[name] === '' ? fallback : (env[name] ?? fallback);
}

export function portSetting(env: Environment, name: string, fallback: number): number {
  return numberSetting(env, name, { ...ports, fallback });
}

export function numberSetting(env: Environment, name: string, range: Range): number {
  const text = textSetting(env, name);
  return text === undefined ? range.fallback : parseWholeNumber(text, name, range);
}

/** `name` is what the user knows the value by: an environment variable or a command line option. */
export function parseWholeNumber(text: string, name: string, { min, max }: Omit<Range, 'fallback'>): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw invalid(name, text, `a whole number from ${min} to ${max}`);
}

export function choiceSetting<T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = textSetting(env, name);
  if (text === undefined) return fallback;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw invalid(name, text, choices.join(' or '));
  return choice;
}

/** What a client says: something, or no answer could be told from silence. */
export function checkMessage(text: string, name: string): string {
  if (text === '') throw invalid(name, text, 'at least one character');
  return text;
}

/** `tcp:8080`, `127.0.0.1:8080`, `[::1]:8080`. */
export function parseTarget(text: string, name: string): InternetAddress {
  const {
    v6,
    host = v6,
    port,
  } = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d+)$/.exec(text)?.groups ?? {};
  if (host === undefined || port === undefined)
    throw invalid(name, text, 'a host and a port, such as tcp:8080');
  return { host, port: parseWholeNumber(port, `the port of ${name}`, { min: 1, max: 65_535 }) };
}

function invalid(name: string, found: string, expected: string): SocketbedError {
  return new SocketbedError({
    code: 'OPTION_INVALID',
    what: `${name} is ${JSON.stringify(found)}`,
    found: `expected ${expected}`,
    advice: `Correct ${name}, or leave it out`,
  });
}
