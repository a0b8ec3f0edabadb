// The functions every server may offer about itself, and the one that makes many calls at once.

import { tookTooLong } from './call-errors.ts';
import { faultOf } from './fault-of.ts';
import type { FunctionOptions, RegisteredFunction } from './registered-function.ts';
import { invalid } from './xmlrpc-error.ts';

/** What these functions need of a dispatcher. */
interface Described {
  listMethods(): Promise<string[]>;
  methodHelp(name: string): Promise<string>;
  functionOf(name: string): RegisteredFunction | undefined;
  dispatch(method: string, params: readonly unknown[]): unknown;
}

type SystemFunction = readonly [fn: (...params: unknown[]) => unknown, options: FunctionOptions];

export function systemFunctions(dispatcher: Described): SystemFunction[] {
  return [
    [
      () => dispatcher.listMethods(),
      {
        name: 'system.listMethods',
        help: "system.listMethods() => ['add', 'subtract', 'multiple']\n\nReturns a list of the methods supported by the server.",
        signatures: [['array']],
      },
    ],
    [
      (name) => dispatcher.methodHelp(String(name)),
      {
        name: 'system.methodHelp',
        help: 'system.methodHelp(\'add\') => "Adds two integers together"\n\nReturns a string containing documentation for the specified method.',
        signatures: [['string', 'string']],
      },
    ],
    [
      // A text instead of a list is how Python's server says that it does not know, and how its clients expect it.
      (name) => dispatcher.functionOf(String(name))?.signatures ?? 'signatures not supported',
      {
        name: 'system.methodSignature',
        help: "system.methodSignature('add') => [['int', 'int', 'int']]\n\nReturns a list of the forms of the method, each the type of its result and those of its parameters; a text when they are not known.",
        signatures: [['array', 'string']],
      },
    ],
  ];
}

export interface MulticallOptions {
  readonly callsMax: number;
  readonly timeoutMs: number;
}

/** One call after the other; each gives [result], or a struct with its fault. */
export function systemMulticall(dispatcher: Described, options: MulticallOptions): SystemFunction {
  const { callsMax, timeoutMs } = options;
  const multicall = async (calls: unknown): Promise<unknown[]> => {
    if (!Array.isArray(calls)) throw invalid('TypeError', 'system.multicall takes an array of calls');
    if (calls.length > callsMax)
      throw invalid('ValueError', `more than ${callsMax} calls in one system.multicall`);
    const endMs = timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    const results: unknown[] = [];
    for (const call of calls) {
      // Whoever called has been told already; the rest is not done behind their back.
      if (performance.now() > endMs) throw tookTooLong(name, timeoutMs);
      results.push(await oneCall(dispatcher, call));
    }
    return results;
  };
  const help =
    "system.multicall([{'methodName': 'add', 'params': [2, 2]}, ...]) => [[4], ...]\n\nAllows the caller to package multiple XML-RPC calls into a single request.";
  return [multicall, { name, help, signatures: [['array', 'array']] }];
}

const name = 'system.multicall';

async function oneCall(dispatcher: Described, call: unknown): Promise<unknown> {
  const method = memberOf(call, 'methodName');
  const params = memberOf(call, 'params');
  try {
    // Python allows it; the convention that others follow does not, and nothing is lost: calls can stand side by side.
    if (method === name) throw invalid('Exception', `recursive ${name} forbidden`);
    if (!Array.isArray(params)) throw invalid('TypeError', 'params is not an array');
    return [await dispatcher.dispatch(String(method), params)];
  } catch (error) {
    const { faultCode, faultString } = faultOf(error);
    return { faultCode, faultString };
  }
}

function memberOf(call: unknown, member: string): unknown {
  if (typeof call === 'object' && call !== null && Object.hasOwn(call, member))
    return Reflect.get(call, member);
  throw invalid('KeyError', `'${member}'`);
}
