// Many calls in one request, for servers that have `system.multicall`.
//
//   const calls = new MultiCall(server);
//   calls.call('add', 2, 3).call('pow', 2, 8);
//   const [sum, power] = await calls.run();

import { Fault } from './fault.ts';
import type { XMLRPCValue } from './values.ts';
import { invalid } from './xmlrpc-error.ts';

interface Caller {
  call(method: string, ...params: readonly XMLRPCValue[]): Promise<XMLRPCValue>;
}

export class MultiCall {
  readonly #server: Caller;
  readonly #calls: { methodName: string; params: readonly XMLRPCValue[] }[] = [];

  constructor(server: Caller) {
    this.#server = server;
  }

  /** Adds a call. */
  call(methodName: string, ...params: readonly XMLRPCValue[]): this {
    this.#calls.push({ methodName, params });
    return this;
  }

  /** Makes the calls that were added, in one request; may be repeated. Rejects as `ServerProxy.call` does. */
  async run(): Promise<MultiCallResults> {
    const results = await this.#server.call('system.multicall', this.#calls);
    if (Array.isArray(results) && results.length === this.#calls.length)
      return new MultiCallResults(results.map(resultOf));
    throw invalid('ValueError', 'unexpected type in multicall result');
  }
}

/** The results in the order of the calls. Asking for one that failed throws its Fault. */
export class MultiCallResults implements Iterable<XMLRPCValue> {
  /** Every result or fault, to look at without being thrown at. */
  readonly settled: readonly (XMLRPCValue | Fault)[];

  constructor(settled: readonly (XMLRPCValue | Fault)[]) {
    this.settled = settled;
  }

  get length(): number {
    return this.settled.length;
  }

  at(index: number): XMLRPCValue | undefined {
    const result = this.settled.at(index);
    if (result instanceof Fault) throw result;
    return result;
  }

  *[Symbol.iterator](): Generator<XMLRPCValue> {
    for (const result of this.settled) {
      if (result instanceof Fault) throw result;
      yield result;
    }
  }
}

function resultOf(item: XMLRPCValue): XMLRPCValue | Fault {
  if (Array.isArray(item) && item.length === 1) return item[0] as XMLRPCValue;
  if (typeof item === 'object' && item !== null && 'faultCode' in item && 'faultString' in item)
    return new Fault(Number(item.faultCode), String(item.faultString));
  throw invalid('ValueError', 'unexpected type in multicall result');
}
