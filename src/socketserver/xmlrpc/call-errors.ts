// Why a call was not done.

import { invalid } from './xmlrpc-error.ts';

const nameMax = 200;

/** In Python's words, which clients look for. */
export function notSupported(method: string) {
  return invalid('Exception', `method "${cut(method)}" is not supported`);
}

export function tookTooLong(method: string, timeoutMs: number) {
  return invalid('TimeoutError', `${cut(method)} took longer than ${timeoutMs} ms`);
}

function cut(name: string): string {
  return name.length > nameMax ? `${name.slice(0, nameMax)}...` : name;
}
