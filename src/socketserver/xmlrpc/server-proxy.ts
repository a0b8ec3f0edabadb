// The client: a server's methods as methods of an object.
//
//   const server = new ServerProxy<{ add(a: number, b: number): number }>('http://127.0.0.1:8001');
//   await server.add(2, 3);                        5
//   await server.system.listMethods();
//   await server.call('any name', 1, 'two');       for names that are not known beforehand, or taken here
//
// Connections are kept from one call to the next.

import type { XMLRPCLimits } from './limits.ts';
import { dumpCall, type MarshalOptions } from './marshal.ts';
import { methodTree, type RemoteMethods } from './method-tree.ts';
import { Transport, type TransportOptions } from './transport.ts';
import { loadResponse } from './unmarshal.ts';
import type { XMLRPCStruct, XMLRPCValue } from './values.ts';
import { checkEncoding } from './xml-text.ts';

export interface ServerProxyOptions extends TransportOptions {
  /** Whether null may be sent, as nil, which not every server knows. Default false. It is always read. */
  readonly allowNone?: boolean;
  /** The encoding of calls: any that contains ASCII. Default `utf-8`. */
  readonly encoding?: string;
}

/** What most servers offer about themselves. */
export interface SystemMethods {
  readonly system: {
    listMethods(): string[];
    methodHelp(name: string): string;
    /** A list of forms, each the type of the result and those of the parameters; a text when they are not known. */
    methodSignature(name: string): string[][] | string;
    multicall(
      calls: readonly { methodName: string; params: readonly XMLRPCValue[] }[],
    ): ([XMLRPCValue] | XMLRPCStruct)[];
  };
}

class Client implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #marshalOptions: MarshalOptions;
  readonly #limits: XMLRPCLimits | undefined;

  constructor(url: string, options: ServerProxyOptions = {}) {
    const { allowNone = false, encoding = 'utf-8', limits } = options;
    checkEncoding(encoding);
    this.#transport = new Transport(url, options);
    this.#marshalOptions = { allowNone, encoding };
    this.#limits = limits;
  }

  /**
   * Calls a method by its name.
   * Rejects with a Fault when the server says so, with a ProtocolError for another HTTP status than 200, with the
   * system's error when the connection fails, and with an XMLRPCError for what cannot be sent or understood.
   */
  async call(method: string, ...params: readonly XMLRPCValue[]): Promise<XMLRPCValue> {
    const answer = await this.#transport.send(dumpCall(method, params, this.#marshalOptions));
    return loadResponse(answer, this.#limits);
  }

  /** Closes the kept connections. Further calls open new ones. */
  close(): void {
    this.#transport.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** The methods that the server is said to have, beside `call` and `close`. */
export type ServerProxy<Methods = object> = Client & RemoteMethods<Methods & SystemMethods>;

/** Makes a client; nothing is connected before its first call. `url` without a path means `/RPC2`. */
export const ServerProxy = class {
  constructor(url: string, options?: ServerProxyOptions) {
    const client = new Client(url, options);
    // biome-ignore lint/correctness/noConstructorReturn: its members are the server's methods.
    return methodTree(client, (method, params) => client.call(method, ...params));
  }
} as new <Methods = object>(
  url: string,
  options?: ServerProxyOptions,
) => ServerProxy<Methods>;
