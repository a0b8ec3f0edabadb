// Why a server cannot be checked at all, as one sentence with what to do: it ended, it listens on nothing, elsewhere, or
// only for its own machine, or what it says is not what was expected.

import { posix } from 'node:path';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import { lastLinesOf, stateOf } from '../../testbed/container-state.ts';
import { failed, type Judgement } from '../judgement.ts';
import { expectedWords } from '../talk.ts';
import type { ServerBench } from './server-bench.ts';
import { repliesElsewhere, replySource } from './udp/reply-address.ts';

const shownLines = 8;
const readLines = 60;
const isStackFrame = /^\s+at /;

/** Of a server that did not serve in its time. */
export async function startProblem(bench: ServerBench): Promise<Judgement> {
  const { program, server } = bench.parts;
  const lines = (await lastLinesOf(server, readLines)).filter((line) => !isStackFrame.test(line));
  const said =
    lines.length === 0 ? 'it said nothing' : `it said last\n${lines.slice(-shownLines).join('\n')}`;
  const state = await stateOf(server);
  if (!state.isRunning) return ended(bench, { lines, said, exitCode: state.exitCode });
  const within = seconds(program.startMs);
  const problem = (await bench.door.problem({ within, said })) ?? bench.health?.problem(within);
  return problem ?? (await wrongAnswer(bench, said));
}

async function wrongAnswer(bench: ServerBench, said: string): Promise<Judgement> {
  const { outcome } = await bench.ask();
  const from = bench.door.transport === 'udp' ? await replySource(bench) : undefined;
  if (from !== undefined && outcome.kind === 'timeout') return repliesElsewhere(bench, from);
  return failed(
    `it listens on ${bench.door.name}, but a good client got ${describeOutcome(outcome)} and not ${expectedWords(bench.talk)}; ${said}`,
    'Are --probe and --expect right? They understand \\r \\n \\xNN \\\\',
  );
}

interface End {
  readonly lines: readonly string[];
  readonly said: string;
  readonly exitCode: number;
}

function ended({ parts: { image, program } }: ServerBench, { lines, said, exitCode }: End): Judgement {
  const { user } = image;
  const sentence = `it ended with exit code ${exitCode} before it served; ${said}`;
  const variable = missingVariable(lines);
  if (variable !== undefined) {
    return failed(sentence, `It seems to need the variable ${variable}: give it with --env ${variable}=...`);
  }
  if (/EACCES|permission denied|operation not permitted/i.test(lines.join('\n'))) {
    const who = user === '' || user === '0' || user === 'root' ? 'root' : `the user ${user}, not as root`;
    const what =
      program.path === undefined
        ? 'its files in the image'
        : `its files in the image, and of ${posix.dirname(program.path)}, where it has to make its socket`;
    return failed(sentence, `It runs as ${who}, who may not do that: see to the rights of ${what}`);
  }
  if (/address already in use|EADDRINUSE/i.test(lines.join('\n'))) {
    return failed(
      sentence,
      program.path === undefined
        ? 'Its machine is new and its own: another of its own programs has the port, see what its command starts'
        : `There is a file at ${program.path} in the image: remove it before bind, when nobody answers on it`,
    );
  }
  if (/cannot assign requested address|EADDRNOTAVAIL/i.test(lines.join('\n'))) {
    return failed(
      sentence,
      'It wants an address that its machine does not have: make it listen on 0.0.0.0 or ::, since Docker gives the addresses, and others on each network',
    );
  }
  if (exitCode === 126 || exitCode === 127)
    return failed(sentence, 'Its command was not found or cannot be run: see --command, and the image’s CMD');
  if (exitCode === 0)
    return failed(sentence, 'It has to stay in the foreground: it must not become a daemon');
  return failed(sentence, 'Run it by hand to see why; what it needs can be given with --env and --command');
}

/** The variable that the last lines complain about. */
export function missingVariable(lines: readonly string[]): string | undefined {
  const complains =
    /missing|required|not set|unset|must (be )?(set|specif|defin)|undefined|need|KeyError|not defined|empty/i;
  for (const line of lines.toReversed()) {
    if (!complains.test(line)) continue;
    const name = line.match(/\b[A-Z][A-Z0-9_]{3,}\b/g)?.find((word) => !isNoVariable.test(word));
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Words in capitals that logs are full of: levels, errnos. */
const isNoVariable =
  /^(ERROR|FATAL|WARN(ING)?|INFO|DEBUG|NOTICE|CRITICAL|PANIC|LOG|HINT|DETAIL|UTC|HTTP|JSON|E[A-Z]{4,})$/;

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
