// A worker thread that runs handlers, seen from the server. Node can move TCP sockets into one, no others.

import { type Transferable, Worker } from 'node:worker_threads';
import { type FromMember, toErrorMessage } from './handler-messages.ts';
import type { PoolMember } from './handler-pool.ts';

/** Starts a thread that loads `handlerModule`. */
export function spawnWorker(handlerModule: URL): PoolMember {
  const program = new URL('./handler-member.ts', import.meta.url);
  const worker = new Worker(program, { workerData: handlerModule.href, execArgv: [] });
  let reason = '';
  let gone = false;
  worker.on('message', (message: FromMember) => {
    if (message.type === 'invalid') reason = message.reason;
  });
  worker.on('error', (error) => {
    reason = toErrorMessage(error).message;
  });
  return {
    post(message, socket) {
      // Sockets can be moved since Node 24.20; the published types do not know it yet.
      const moved: unknown[] = socket === undefined ? [] : [socket];
      worker.postMessage({ message, socket }, moved as Transferable[]);
    },
    onMessage: (listener) => void worker.on('message', listener),
    onGone: (listener) =>
      void worker.on('exit', (code) => {
        gone = true;
        listener(reason || `the worker ended with exit code ${code}`);
      }),
    async end() {
      if (!gone) await worker.terminate();
    },
  };
}
