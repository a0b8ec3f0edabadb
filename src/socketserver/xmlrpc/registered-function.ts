// A function that clients may call: its name, what is told about it, and how many parameters it takes.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import { invalid } from './xmlrpc-error.ts';

/** Any function: what it takes is between it and its clients. */
export type XMLRPCFunction = (...params: never[]) => unknown;

export interface FunctionOptions {
  /** What clients call it by; any text. Default: the function's own name. */
  readonly name?: string;
  /** What `system.methodHelp` and the documentation page say. Default: nothing. */
  readonly help?: string;
  /**
   * What `system.methodSignature` says: one or several forms, each the type of the result and then those of the
   * parameters (`[['int', 'int', 'int']]`). Calls with another number of parameters then get a fault.
   * Default: none, and any number of parameters is taken.
   */
  readonly signatures?: readonly (readonly string[])[];
}

export interface RegisteredFunction extends Required<Pick<FunctionOptions, 'name' | 'help'>> {
  readonly signatures: readonly (readonly string[])[] | undefined;
  readonly source: XMLRPCFunction;
  readonly call: (params: readonly unknown[]) => unknown;
}

export function registeredFunction(source: XMLRPCFunction, options: FunctionOptions): RegisteredFunction {
  const { name = source.name.replace(/^bound /, ''), help = '', signatures } = options;
  if (name === '') {
    throw new SocketbedError({
      code: 'OPTION_INVALID',
      what: 'cannot register a function for XML-RPC',
      found: 'it has no name',
      advice: "Give one: registerFunction(fn, 'add')",
    });
  }
  const counts = signatures?.map((types) => types.length - 1);
  const call = (params: readonly unknown[]): unknown => {
    if (counts !== undefined && !counts.includes(params.length))
      throw wrongCount(name, counts, params.length);
    return Reflect.apply(source, undefined, params);
  };
  return { name, help, signatures, source, call };
}

function wrongCount(name: string, counts: readonly number[], given: number) {
  const expected = [...new Set(counts)].join(' or ');
  return invalid('TypeError', `${name}() takes ${expected} positional arguments but ${given} were given`);
}
