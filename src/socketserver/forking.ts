// Each request in a child process: what Python does with fork().
//
// Node cannot fork a running program, so a child is a fresh process that loads the handler's module; nothing is
// inherited but the request's socket. Starting one takes tens of milliseconds; `warmChildren` keeps some ready.

import type { Concurrency } from './concurrency.ts';
import { spawnChild } from './handler-child.ts';
import { HandlerPool } from './handler-pool.ts';

export interface ForkingOptions {
  /** How many children may live at once; further requests wait in order. Default 40, as in Python. */
  readonly maxChildren?: number;
  /** How many children are started beforehand and kept for many requests. Default 0: one child per request. */
  readonly warmChildren?: number;
  /** How many requests a warm child runs at the same time. Default 1. */
  readonly requestsPerChild?: number;
  /** False: closing the server does not wait for the children. Default true. */
  readonly blockOnClose?: boolean;
}

/** `handlerModule#Name` names the handler class for the children; without `#Name` the default export is taken. */
export function forking(handlerModule: URL, options: ForkingOptions = {}): Concurrency {
  const { maxChildren = 40, warmChildren = 0, requestsPerChild = 1, blockOnClose = true } = options;
  const pool = new HandlerPool({
    spawn: () => spawnChild(handlerModule),
    warm: warmChildren,
    membersMax: warmChildren > 0 ? warmChildren : maxChildren,
    requestsPerMember: warmChildren > 0 ? requestsPerChild : 1,
    once: warmChildren === 0,
  });
  return {
    blockOnClose,
    handsOverTo: 'process',
    process(server, request, address) {
      void pool.run(server, request, address);
      return pool.free();
    },
    open: () => pool.open(),
    close: () => pool.close({ atOnce: blockOnClose }),
  };
}
