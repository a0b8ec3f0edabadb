// Its stop signal while clients are connected: does it end within its grace, and without losing requests that it has?
//
//   frozen  -->  requests arrive, and the kernel acknowledges them  -->  the signal wakes it: both are there at once

import { describeOutcome } from '../../evidence/describe-outcome.ts';
import { stateOf } from '../../testbed/container-state.ts';
import { failed, type Judgement, passed, unknown } from '../judgement.ts';
import { converse, isSpoken, readAnswer } from '../talk.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';

const clientsMax = 3;
/** What the engine takes to wake it, with room. */
const wakingMs = 500;

export const stop: ServerCheck = {
  name: 'stop',
  question: 'Does it end within its grace when it is told to, and answer what it had accepted?',
  expected: 'it ends in time, and every request that had arrived is answered',
  during: 'it was told to stop',
  final: 'it has been stopped',
  async run(bench, record) {
    const { server, program, image } = bench.parts;
    const { probe } = bench.talk;
    // Of a server that serves one after the other only one client is served at all.
    const clients = bench.failures.has('silent-clients') ? 1 : clientsMax;
    const sockets = await bench.opened(clients);
    if (isSpoken(bench.talk)) {
      await Promise.all(sockets.map((socket) => converse(socket, bench.talk, bench.timeoutMs)));
    }
    const frozenMs = performance.now();
    await server.pause();
    if (probe !== undefined) await Promise.all(sockets.map((socket) => socket.send(probe)));
    const answers = sockets.map((socket) => readAnswer(socket, bench.talk, program.graceMs + 1000));
    const startedMs = performance.now();
    const hasEnded = await record.broke(
      `it gets ${image.stopSignal} while requests have arrived`,
      async () => {
        await server.kill(image.stopSignal);
        await unfreeze(bench);
        return await bench.waitFor(async () => !(await stateOf(server)).isRunning, program.graceMs);
      },
    );
    const tookMs = performance.now() - startedMs;
    if (!hasEnded) await server.kill();
    const seen = await Promise.all(answers);
    for (const { outcome, isRight } of seen) {
      record.look(probe === undefined ? 'an end' : bench.words, outcome, probe === undefined || isRight);
    }
    const more = sockets[0] === undefined ? {} : { shows: sockets[0] };
    if (!hasEnded) return tooLate(bench, more);
    const lost = probe === undefined ? [] : seen.filter(({ isRight }) => !isRight);
    const took = `${(tookMs / 1000).toFixed(1)} s after ${image.stopSignal}`;
    if (lost.length === 0) {
      return passed(
        probe === undefined
          ? `it ends ${took}`
          : `it ends ${took}, and ${clients === 1 ? 'the request that had arrived before is' : `all ${clients} requests that had arrived before are`} answered`,
        more,
      );
    }
    const { idleTimeoutMs = Number.POSITIVE_INFINITY } = program;
    // Its own time-out may have ended them: a busy machine can take a second for this.
    if (startedMs - frozenMs + wakingMs > idleTimeoutMs)
      return unknown('not told: freezing it took longer than it lets its clients be idle', more);
    const [first] = lost;
    return failed(
      `it ends ${took}, but ${lost.length} of ${clients} requests that had arrived before are lost (${first === undefined ? '' : describeOutcome(first.outcome)})`,
      'On the signal: stop listening, answer what has arrived, close idle connections, then end',
      more,
    );
  },
};

/** Some engines wake what is frozen when they send it a signal, at once or a little later; others do not. */
async function unfreeze({ parts: { server } }: ServerBench): Promise<void> {
  const isFrozen = async () => (await server.docker.inspect()).State.Paused;
  try {
    if (await isFrozen()) await server.unpause();
  } catch (error) {
    if (await isFrozen()) throw error;
  }
}

function tooLate({ parts: { program, image } }: ServerBench, more: Partial<Judgement>): Judgement {
  return failed(
    `it had not ended ${program.graceMs / 1000} s after ${image.stopSignal} and was killed`,
    `The first process of a container ignores ${image.stopSignal} unless it handles it: handle it, and close connections that are idle, or they keep it`,
    more,
  );
}
