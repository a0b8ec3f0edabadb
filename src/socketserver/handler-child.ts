// A child process that runs handlers, seen from the server.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromMember } from './handler-messages.ts';
import type { PoolMember } from './handler-pool.ts';

/** Starts a child that loads `handlerModule`. What the child prints goes where this process prints. */
export function spawnChild(handlerModule: URL): PoolMember {
  const program = new URL('./handler-member.ts', import.meta.url);
  // Structured clone keeps buffers as they are; the parent's own flags (a test runner's, say) are not the child's.
  const child = fork(program, [handlerModule.href], { serialization: 'advanced', execArgv: [] });
  let reason = '';
  child.on('message', (message: FromMember) => {
    if (message.type === 'invalid') reason = message.reason;
  });
  return {
    // Without a callback a message to a child that has just died would be thrown as an error event.
    post: (message, socket) => void child.send(message, socket, {}, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onGone: (listener) => {
      child.on('error', (error) => listener(error.message));
      child.on('exit', (code, signal) =>
        listener(reason || `the child ended with ${signal ?? `exit code ${code}`}`),
      );
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
