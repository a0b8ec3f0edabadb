// All checks of one server, one after the other, on a bed of their own that is gone afterwards.
//
//   start -> answers? -> check -> check -> ... -> a line of the answer for each

import { Bed } from '../../testbed/bed.ts';
import { imageFacts } from '../../testbed/image-facts.ts';
import { CheckRecord } from '../check-record.ts';
import { type CheckedResult, type CheckPlace, checkedResult } from '../checked.ts';
import { failed, type Judgement, passed } from '../judgement.ts';
import { refusedStart } from '../refused-start.ts';
import { isSpoken } from '../talk.ts';
import { checksOf } from './index.ts';
import { makeCheck } from './make-check.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';
import type { ServerProgram } from './server-program.ts';
import { startBench } from './start-bench.ts';
import { startProblem } from './start-problem.ts';
import { withFiles } from './with-files.ts';

export interface ServerCheckOptions extends CheckPlace {
  /** Ends the checks early; what is left is then not told. */
  readonly signal?: AbortSignal;
  /** Default: all. */
  readonly checks?: readonly ServerCheck[];
}

/** The name of the first line: does it work at all? */
const first = { name: 'answers', question: 'Does it answer a good client?' } as const;

/** Makes every check and gives the lines of the answer. IMAGE_UNAVAILABLE where there is no such image. */
export async function checkServer(
  program: ServerProgram,
  options: ServerCheckOptions,
): Promise<readonly CheckedResult[]> {
  const image = await imageFacts(program.image);
  await using bed = await Bed.start({ run: options.run });
  const results: CheckedResult[] = [];
  const add = (result: CheckedResult) => {
    results.push(result);
    options.onChecked(result);
  };
  const { signal } = options;
  const bench = await startBench(bed, { program, image, signal }).catch((error: unknown) => {
    add(notStarted(error, options));
  });
  if (bench === undefined || isInterrupted(options)) return results;
  try {
    await checkAll(bench, options, add);
  } catch (error) {
    // What waited for an answer was ended, and says so in many ways.
    if (!isInterrupted(options)) throw error;
  }
  return results;
}

async function checkAll(
  bench: ServerBench,
  options: ServerCheckOptions,
  add: (result: CheckedResult) => void,
): Promise<void> {
  const begin = await checkAnswers(bench, options);
  // A check that was interrupted would accuse the server of what was done to its clients.
  if (isInterrupted(options)) return;
  add(begin);
  if (begin.verdict !== 'passed') return;
  for (const check of options.checks ?? checksOf(bench.door.transport)) {
    if (check.isFor?.(bench) === false) continue;
    const result = await makeCheck(bench, check, options);
    if (isInterrupted(options)) return;
    if (result.verdict !== 'passed') bench.failures.add(check.name);
    add(result);
  }
}

const isInterrupted = ({ signal }: ServerCheckOptions): boolean => signal?.aborted === true;

function notStarted(error: unknown, place: CheckPlace): CheckedResult {
  const judgement = refusedStart(error);
  if (judgement === undefined) throw error;
  const record = new CheckRecord();
  return checkedResult(place, {
    ...first,
    ...{ expected: 'it starts', judgement, record, startedMs: performance.now(), files: [] },
  });
}

async function checkAnswers(bench: ServerBench, place: CheckPlace): Promise<CheckedResult> {
  const startedMs = performance.now();
  const record = new CheckRecord();
  return await withFiles(bench, place, first.name, async (files) => {
    const judgement = await record.act('control', async () => {
      if (!(await bench.serves(bench.parts.program.startMs))) return await startProblem(bench);
      const { isRight, seen } = await bench.askNoted(record);
      if (!isRight) return failed(`it answered a good client once, and then it got ${seen}`, 'See its log');
      const sentence = isSpoken(bench.talk)
        ? `it answers a good client: ${seen}`
        : 'it takes connections; give --probe and --expect to check its answers, too';
      return passed(sentence, await rightsAdvice(bench));
    });
    return { ...first, expected: bench.words, judgement, record, startedMs, files };
  });
}

/** Whether a client without any rights may connect; the clients of the checks have the right to all. */
async function rightsAdvice({ door, parts: { machine, program } }: ServerBench): Promise<Partial<Judgement>> {
  if (door.transport !== 'unix-stream') return {};
  const stranger = await machine.connect(door.transport, door.at);
  await stranger.close();
  if (stranger.outcome?.kind !== 'denied') return {};
  return {
    advice: `Clients of another user get ${stranger.outcome.code} at ${program.path}: unless that is meant so, let it make its socket with mode 0666, or the group of its clients`,
  };
}
