// How a service's requests share its process, and who handles them: CONCURRENCY, WARM_CHILDREN and HANDLER.
//
// A child process cannot be given a class, only a module to load, so each handler is named in both forms.

import {
  BaseRequestHandler,
  type Concurrency,
  forking,
  type RequestHandlerClass,
  type SocketAddress,
  serial,
  threading,
} from '../src/socketserver/index.ts';
import { choiceSetting, type Environment, numberSetting } from './settings.ts';

/** Each is a Node of its own: 50 MB and eleven threads. */
const warmChildrenMax = 64;

export interface HandlingOptions {
  /** Default `threading`. Serial: one request at a time, the others wait in order. */
  readonly concurrency?: 'serial' | 'threading' | 'forking';
  /** Of a forking one: children that are started beforehand and used again. Default 0: a new one for each request. */
  readonly warmChildren?: number;
  /** Default `echo`. */
  readonly handler?: 'echo' | 'without-handle';
}

/** CONCURRENCY serial, threading or forking; WARM_CHILDREN; HANDLER echo or without-handle. */
export function handlingOptions(env: Environment): HandlingOptions {
  return {
    concurrency: choiceSetting(env, 'CONCURRENCY', ['serial', 'threading', 'forking'], 'threading'),
    warmChildren: numberSetting(env, 'WARM_CHILDREN', { min: 0, max: warmChildrenMax, fallback: 0 }),
    handler: choiceSetting(env, 'HANDLER', ['echo', 'without-handle'], 'echo'),
  };
}

/** The mistake of a beginner: a handler class that defines no `handle`. Its clients see their connection closed. */
// @ts-expect-error The type checker sees the mistake; plain JavaScript does not.
export class WithoutHandle extends BaseRequestHandler<unknown> {}

/** What a server is made with. `echo` has the echo handler as a class, and as a module for children. */
export function handlingOf<Request, Address extends SocketAddress>(
  { concurrency = 'threading', warmChildren = 0, handler = 'echo' }: HandlingOptions,
  echo: { readonly class: RequestHandlerClass<Request, Address>; readonly module: URL },
): { Handler: RequestHandlerClass<Request, Address>; concurrency: Concurrency } {
  const isEcho = handler === 'echo';
  const module = isEcho ? echo.module : new URL('#WithoutHandle', import.meta.url);
  const Handler = isEcho ? echo.class : WithoutHandle;
  if (concurrency === 'forking') return { Handler, concurrency: forking(module, { warmChildren }) };
  return { Handler, concurrency: concurrency === 'serial' ? serial : threading() };
}
