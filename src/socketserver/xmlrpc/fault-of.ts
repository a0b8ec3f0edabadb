// What a client is told of an error: a fault with the code 1 and a text in Python's form, `<class 'X'>:what happened`.

import { Fault } from './fault.ts';
import { XMLRPCError } from './xmlrpc-error.ts';

/** Longest text of a fault that was not made as one: an error may hold whatever a client sent. */
const textMax = 4096;

export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const text = `<class '${className(error)}'>:${errorText(error)}`;
  return new Fault(1, text.length > textMax ? `${text.slice(0, textMax)}...` : text);
}

function className(error: unknown): string {
  if (error instanceof XMLRPCError) return error.pythonName;
  if (!(error instanceof Error)) return 'Exception';
  const names = [error.name, error.constructor.name];
  // A plain Error is what Exception is in Python.
  return names.find((name) => typeof name === 'string' && name !== '' && name !== 'Error') ?? 'Exception';
}

function errorText(error: unknown): string {
  if (error instanceof XMLRPCError) return error.reason;
  if (error instanceof Error) return String(error.message);
  try {
    return String(error);
  } catch {
    return 'a thrown object without text';
  }
}
