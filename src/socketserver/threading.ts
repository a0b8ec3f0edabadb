// Many requests at once in this process: what Python does with threads.
//
// JavaScript has one thread for them all, so requests take turns where they await; state is shared and nothing is
// pre-empted. A handler that computes for long holds the others up: give `workers` and requests run in real
// threads, which share nothing (see handler-pool.ts).

import type { Concurrency } from './concurrency.ts';
import { Connection } from './connection.ts';
import { HandlerPool } from './handler-pool.ts';
import { spawnWorker } from './handler-worker.ts';

export interface WorkersOptions {
  /** The module whose handler the workers run; `#Name` picks an export, otherwise the default export is taken. */
  readonly handlerModule: URL;
  /** How many worker threads, all started when the server begins to listen. */
  readonly count: number;
}

export interface ThreadingOptions {
  /** How many requests may run at once; the next ones wait in order. Default: no limit. */
  readonly threadsMax?: number;
  /** False: closing the server does not wait for running requests. Default true. */
  readonly blockOnClose?: boolean;
  /** True: as `blockOnClose: false`, and running requests do not keep the process alive. Default false. */
  readonly daemonThreads?: boolean;
  /** Run the handlers in worker threads. Not for Unix streams and TLS, whose sockets Node cannot move. */
  readonly workers?: WorkersOptions;
}

export function threading(options: ThreadingOptions = {}): Concurrency {
  const { threadsMax = Infinity, daemonThreads = false, blockOnClose = !daemonThreads, workers } = options;
  const pool =
    workers === undefined
      ? undefined
      : new HandlerPool({
          spawn: () => spawnWorker(workers.handlerModule),
          warm: workers.count,
          membersMax: workers.count,
        });
  let running = 0;
  let waiting: (() => void) | undefined;
  const ended = (): void => {
    running -= 1;
    waiting?.();
    waiting = undefined;
  };
  return {
    blockOnClose,
    process(server, request, address) {
      if (daemonThreads && request instanceof Connection) request.socket.unref();
      // A thread that exits ends alone: the SystemExit is dropped.
      const held =
        pool === undefined ? server.runRequest(request, address) : pool.run(server, request, address);
      if (threadsMax === Infinity) return undefined;
      running += 1;
      void held.then(ended);
      if (running < threadsMax) return undefined;
      return new Promise((resolve) => {
        waiting = () => resolve(undefined);
      });
    },
    ...(pool === undefined
      ? {}
      : {
          handsOverTo: 'thread' as const,
          open: () => pool.open(),
          close: () => pool.close({ atOnce: blockOnClose }),
        }),
  };
}
