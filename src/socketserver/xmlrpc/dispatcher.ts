// From a call's document to its answer's: which function is meant, what it gives, what its failure is called.
//
//   bytes -> loadCall -> registered function | the instance's _dispatch | the instance's method -> dump -> bytes
//                  \____________________ whatever is thrown: a fault ____________________/
//
// HTTP, CGI and the paths of a server are others'.

import { notSupported, tookTooLong } from './call-errors.ts';
import { faultOf } from './fault-of.ts';
import { findMember, hookOf, type Member, memberNames } from './instance-members.ts';
import type { XMLRPCLimits } from './limits.ts';
import { dumpFault, dumpResponse, type MarshalOptions } from './marshal.ts';
import {
  type FunctionOptions,
  type RegisteredFunction,
  registeredFunction,
  type XMLRPCFunction,
} from './registered-function.ts';
import { systemFunctions, systemMulticall } from './system-functions.ts';
import { loadCall } from './unmarshal.ts';
import { checkEncoding } from './xml-text.ts';

export interface DispatcherOptions {
  /** Whether answers may hold null, as nil, which not every client knows. Default false: that is a fault. */
  readonly allowNone?: boolean;
  /** The encoding of answers: any that contains ASCII. Default `utf-8`. */
  readonly encoding?: string;
  /** How much of a call is read. */
  readonly limits?: XMLRPCLimits;
  /** How long a call may take, ms; then its client gets a fault, and what it gives later is dropped. Default 60,000; 0 is no limit. */
  readonly callTimeoutMs?: number;
  /** How many calls one `system.multicall` may hold. Default 10,000. */
  readonly multicallMax?: number;
}

export interface InstanceOptions {
  /** `tools.divide` reaches the method of a member. Names that begin with `_` are never reached. Default false. */
  readonly allowDottedNames?: boolean;
}

/** Does a call instead of the dispatcher's own `dispatch`. */
export type Dispatch = (method: string, params: readonly unknown[]) => unknown;

/** What registering needs: every server and the dispatcher itself. */
export interface XMLRPCRegistry {
  /**
   * Lets clients call `fn`, by its own name or another. Gives it back. Its `this` is undefined: bind what needs one.
   * @throws SocketbedError OPTION_INVALID when there is no name
   */
  registerFunction<F extends XMLRPCFunction>(fn: F, options?: string | FunctionOptions): F;
  /**
   * Lets clients call the methods of `instance` for which no function is registered. If it has `_dispatch(method,
   * params)` that is called instead, for all names; `_listMethods()` and `_methodHelp(name)` tell about it.
   */
  registerInstance(instance: object, options?: InstanceOptions): void;
  /** `system.listMethods`, `system.methodHelp`, `system.methodSignature`. */
  registerIntrospectionFunctions(): void;
  /** `system.multicall`: many calls in one. */
  registerMulticallFunctions(): void;
}

export class SimpleXMLRPCDispatcher implements XMLRPCRegistry {
  readonly marshalOptions: MarshalOptions;
  readonly limits: XMLRPCLimits;
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #callTimeoutMs: number;
  readonly #multicallMax: number;
  #instance: object | undefined;
  #allowDottedNames = false;

  constructor(options: DispatcherOptions = {}) {
    const { allowNone = false, encoding = 'utf-8', limits = {} } = options;
    checkEncoding(encoding);
    this.marshalOptions = {
      allowNone,
      encoding,
      ...(limits.depthMax === undefined ? {} : { depthMax: limits.depthMax }),
    };
    this.limits = limits;
    this.#callTimeoutMs = options.callTimeoutMs ?? 60_000;
    this.#multicallMax = options.multicallMax ?? 10_000;
  }

  registerFunction<F extends XMLRPCFunction>(fn: F, options: string | FunctionOptions = {}): F {
    const registered = registeredFunction(fn, typeof options === 'string' ? { name: options } : options);
    this.#functions.set(registered.name, registered);
    return fn;
  }

  registerInstance(instance: object, { allowDottedNames = false }: InstanceOptions = {}): void {
    this.#instance = instance;
    this.#allowDottedNames = allowDottedNames;
  }

  registerIntrospectionFunctions(): void {
    for (const [fn, options] of systemFunctions(this)) this.registerFunction(fn, options);
  }

  registerMulticallFunctions(): void {
    const [fn, options] = systemMulticall(this, {
      callsMax: this.#multicallMax,
      timeoutMs: this.#callTimeoutMs,
    });
    this.registerFunction(fn, options);
  }

  /** The names that clients may call, sorted: those of functions and those of the instance. */
  async listMethods(): Promise<string[]> {
    const names = new Set(this.#functions.keys());
    for (const name of await this.#instanceNames()) names.add(String(name));
    return [...names].toSorted((one, other) => (one < other ? -1 : 1));
  }

  /** What was registered for `name`; methods of an instance are not. */
  functionOf(name: string): RegisteredFunction | undefined {
    return this.#functions.get(name);
  }

  /** The help of a function, or what the instance's `_methodHelp` says; else nothing. */
  async methodHelp(name: string): Promise<string> {
    const registered = this.#functions.get(name);
    if (registered !== undefined) return registered.help;
    const hook = this.#instance && hookOf(this.#instance, '_methodHelp');
    return hook === undefined ? '' : String((await hook(name)) ?? '');
  }

  /** The method of the instance with this name, for whoever tells about it. */
  instanceMethod(name: string): Member | undefined {
    return this.#instance && findMember(this.#instance, name, this.#allowDottedNames);
  }

  /** Override, or give `marshaledDispatch` another: does the call. Throws when there is no such method. */
  dispatch(method: string, params: readonly unknown[]): unknown {
    const registered = this.#functions.get(method);
    if (registered !== undefined) return registered.call(params);
    if (this.#instance !== undefined) {
      const hook = hookOf(this.#instance, '_dispatch');
      if (hook !== undefined) return hook(method, params);
      const member = this.instanceMethod(method);
      if (member !== undefined) return Reflect.apply(member.source, member.holder, params);
    }
    throw notSupported(method);
  }

  /** The answer to a call's document: a document, always. Never rejects. `path` is where the call came to. */
  async marshaledDispatch(body: Uint8Array, dispatch?: Dispatch, _path?: string): Promise<Buffer> {
    try {
      const { methodName, params } = loadCall(body, this.limits);
      const result =
        dispatch === undefined ? this.dispatch(methodName, params) : dispatch(methodName, params);
      const value = result instanceof Promise ? await this.#inTime(result, methodName) : result;
      return dumpResponse(value, this.marshalOptions);
    } catch (error) {
      return dumpFault(faultOf(error), this.marshalOptions);
    }
  }

  async #instanceNames(): Promise<readonly unknown[]> {
    if (this.#instance === undefined) return [];
    const hook = hookOf(this.#instance, '_listMethods');
    if (hook !== undefined) {
      const names = await hook();
      return Array.isArray(names) ? names : [];
    }
    return hookOf(this.#instance, '_dispatch') === undefined ? memberNames(this.#instance) : [];
  }

  async #inTime(result: Promise<unknown>, method: string): Promise<unknown> {
    const timeoutMs = this.#callTimeoutMs;
    if (timeoutMs === 0) return await result;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tookTooLong(method, timeoutMs)), timeoutMs);
    try {
      return await Promise.race([result, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
