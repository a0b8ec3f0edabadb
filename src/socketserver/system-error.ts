// System errors that the library raises itself, in the form in which Node raises the kernel's.

import { constants } from 'node:os';

/** An error with `code`, `errno` (negative, as Node has it) and `syscall`: `recv ETIMEDOUT: nothing came for 200 ms`. */
export function systemError(code: string, syscall: string, message: string): NodeJS.ErrnoException {
  const number = Object.entries(constants.errno).find(([name]) => name === code)?.[1];
  const errno = number === undefined ? {} : { errno: -number };
  return Object.assign(new Error(`${syscall} ${code}: ${message}`), { code, syscall, ...errno });
}

/** What a call on a connection gives that this side has closed already. */
export function connectionClosedError(
  syscall: string,
  code = 'ENOTCONN',
  message = 'the connection is closed',
) {
  return systemError(code, syscall, message);
}

/** What a call gives that had a time limit. */
export function timeoutError(syscall: string, timeoutMs: number): NodeJS.ErrnoException {
  return systemError('ETIMEDOUT', syscall, `nothing came for ${timeoutMs} ms`);
}
