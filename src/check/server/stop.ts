// Its stop signal while clients are connected: does it end within its grace, and without losing requests that it has?
//
//   frozen  -->  requests arrive, and the kernel acknowledges them  -->  the signal wakes it: both are there at once
//
// Machines do the same to a container that has used up its share of the processor.

import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '../../errors/outcome.ts';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import { stateOf } from '../../testbed/container-state.ts';
import type { CheckRecord } from '../check-record.ts';
import { failed, type Judgement, passed, unknown } from '../judgement.ts';
import { isSpoken, readAnswer } from '../talk.ts';
import { type ReadyClients, readyClients } from './ready-clients.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';

const clientsMax = 3;
/** What the engine takes to wake it, with room. */
const wakingMs = 500;
const wakingMaxMs = 10_000;
/**
 * It stays frozen for so long that what it does by the clock is due when it wakes. Redis looks ten times a second whether
 * it was told to stop: without this its clock would decide what is found.
 */
const frozenForMs = 400;
/** Some races are lost once in a while only: who has lost nothing is asked once more. */
const rounds = 2;

export const stop: ServerCheck = {
  name: 'stop',
  question: 'Does it end within its grace when it is told to, and answer what it had accepted?',
  expected: 'it ends in time, and every request that had arrived is answered',
  during: 'it was told to stop',
  final: 'it has been stopped',
  async run(bench, record) {
    // Of a server that serves one after the other only one client is served at all.
    const clients = bench.failures.has('silent-clients') ? 1 : clientsMax;
    for (let round = 1; ; round += 1) {
      const ready = await readyClients(bench, clients);
      const { sockets, request } = ready;
      const told = await stopOnce(bench, record, ready);
      const judgement = { ...told, ...(sockets[0] === undefined ? {} : { shows: sockets[0] }) };
      // Where nothing was asked there is nothing to lose.
      if (judgement.verdict !== 'passed' || request === undefined || round === rounds) return judgement;
      await bench.closeClients();
      if (!(await bench.revive())) return judgement;
    }
  },
};

/** Tells it to stop, once, while these clients are connected. */
async function stopOnce(
  bench: ServerBench,
  record: CheckRecord,
  { sockets, request }: ReadyClients,
): Promise<Judgement> {
  const { server, program, image } = bench.parts;
  const frozenMs = performance.now();
  await server.pause();
  if (request !== undefined) await Promise.all(sockets.map((socket) => socket.send(request)));
  const answers = sockets.map((socket) => readAnswer(socket, bench.talk, program.graceMs + 1000));
  await pause(frozenForMs);
  const startedMs = performance.now();
  const hasEnded = await record.broke(
    `it gets ${image.stopSignal} while ${request === undefined ? 'clients are connected' : 'requests have arrived'}`,
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
    record.look(request === undefined ? 'an end' : bench.words, outcome, request === undefined || isRight);
  }
  if (!hasEnded) return tooLate(bench);
  const ends = `it ends ${(tookMs / 1000).toFixed(1)} s after ${image.stopSignal}`;
  if (request === undefined) return passed(ends + (isSpoken(bench.talk) ? onlyGreeted(bench) : ''));
  const wrong = seen.filter(({ isRight }) => !isRight).map(({ outcome }) => outcome);
  const { idleTimeoutMs = Number.POSITIVE_INFINITY } = program;
  // Its own time-out may have ended them: a busy machine can take a second for this.
  if (wrong.length > 0 && startedMs - frozenMs + wakingMs > idleTimeoutMs)
    return unknown('not told: freezing it took longer than it lets its clients be idle');
  return judge(bench, ends, { clients: sockets.length, wrong });
}

interface Told {
  readonly clients: number;
  /** The outcomes of those clients that got no right answer. */
  readonly wrong: readonly Outcome[];
}

function judge({ door }: ServerBench, ends: string, { clients, wrong }: Told): Judgement {
  // Another answer is an answer: `503`, `shutting down`. Its client knows, and can go elsewhere.
  const lost = wrong.filter(({ kind }) => kind !== 'wrong');
  const [first] = lost;
  if (first !== undefined && door.transport === 'udp') {
    const advice =
      'UDP promises nothing, but a client that is answered need not ask again: answer what has arrived, then end';
    const answered = `${clients - lost.length} of ${clients} requests that had arrived before`;
    return passed(`${ends}; ${answered} are answered`, { advice });
  }
  if (first !== undefined) {
    return failed(
      `${ends}, but ${lost.length} of ${clients} requests that had arrived before are lost (${describeOutcome(first)})`,
      'On the signal: stop listening, answer what has arrived, close idle connections, then end',
    );
  }
  const [other] = wrong;
  const which =
    clients === 1
      ? 'the request that had arrived before is'
      : `all ${clients} requests that had arrived before are`;
  return passed(
    `${ends}, and ${which} answered${other === undefined ? '' : `, if not as before (${describeOutcome(other)})`}`,
  );
}

const onlyGreeted = ({ talk: { probe } }: ServerBench): string =>
  `, with clients connected${probe === undefined ? '' : '; its words can be said once on a connection, so that none was left waiting for an answer'}`;

/**
 * Some engines wake what is frozen when they send it a signal, and then take it for frozen for a while; others do not. What
 * is awake cannot be woken: that is an error of theirs which says nothing.
 */
async function unfreeze(bench: ServerBench): Promise<void> {
  const { server } = bench.parts;
  let problem: unknown;
  const isAwake = await bench.waitFor(async () => {
    if (!(await server.docker.inspect()).State.Paused) return true;
    await server.unpause().catch((error: unknown) => {
      problem = error;
    });
    return false;
  }, wakingMaxMs);
  if (!isAwake) throw problem;
}

function tooLate({ parts: { program, image } }: ServerBench): Judgement {
  return failed(
    `it had not ended ${program.graceMs / 1000} s after ${image.stopSignal} and was killed`,
    `The first process of a container ignores ${image.stopSignal} unless it handles it: handle it, and close connections that are idle, or they keep it`,
  );
}
