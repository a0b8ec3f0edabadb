// All checks of one server, one after the other, on a bed of their own that is gone afterwards.
//
//   start -> answers? -> for each check: alive? control -> the check -> lifted -> files -> one line of the answer

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { recordWire } from '../../evidence/observed-wire.ts';
import { Bed } from '../../testbed/bed.ts';
import type { BedContainer } from '../../testbed/bed-container.ts';
import { imageFacts } from '../../testbed/image-facts.ts';
import { LiveCapture } from '../../testbed/live-capture.ts';
import { saveContainer } from '../../testbed/saved-container.ts';
import { CheckRecord } from '../check-record.ts';
import { type CheckedResult, type CheckPlace, checkedResult, folderOf } from '../checked.ts';
import { failed, type Judgement, passed, unknown, unsupported } from '../judgement.ts';
import { refusedStart } from '../refused-start.ts';
import { isSpoken } from '../talk.ts';
import { serverChecks } from './index.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';
import type { ServerProgram } from './server-program.ts';
import { startBench } from './start-bench.ts';
import { startProblem } from './start-problem.ts';

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
  const bench = await startBench(bed, { program, image }).catch((error: unknown) => {
    add(notStarted(error, options));
  });
  if (bench === undefined) return results;
  const begin = await checkAnswers(bench, options);
  add(begin);
  if (begin.verdict !== 'passed') return results;
  for (const check of options.checks ?? serverChecks) {
    if (options.signal?.aborted === true) break;
    if (check.isFor?.(bench) === false) continue;
    const result = await makeCheck(bench, check, options);
    if (result.verdict !== 'passed') bench.failures.add(check.name);
    add(result);
  }
  return results;
}

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
      return passed(
        isSpoken(bench.talk)
          ? `it answers a good client: ${seen}`
          : 'it takes connections; give --probe and --expect to check its answers, too',
      );
    });
    return { ...first, expected: bench.words, judgement, record, startedMs, files };
  });
}

async function makeCheck(bench: ServerBench, check: ServerCheck, place: CheckPlace): Promise<CheckedResult> {
  const startedMs = performance.now();
  const record = new CheckRecord();
  const { name, question, expected } = check;
  const before = check.needs?.find((needed) => bench.failures.has(needed));
  if (before !== undefined) {
    const judgement = unknown(`not told: ${before} has failed, and this would find the same again`);
    return checkedResult(place, { name, question, expected, judgement, record, startedMs, files: [] });
  }
  return await withFiles(bench, place, name, async (files, capture) => {
    const judgement = await judge(bench, check, record);
    await noteWire(judgement, capture, record);
    return { name, question, expected, judgement, record, startedMs, files };
  });
}

/** Control, the check, and a good client again. */
async function judge(bench: ServerBench, check: ServerCheck, record: CheckRecord): Promise<Judgement> {
  if (!(await isUp(bench, record)))
    return unknown('not told: it does not serve a good client, before anything is broken');
  const judgement = await record.act('fault', () => runCheck(bench, check, record));
  const death = check.final === undefined ? await deathAfter(bench, judgement) : undefined;
  await Promise.all([bench.parts.bad.closeAll(), bench.parts.good.closeAll()]);
  if (check.final !== undefined) {
    const act = record.acts.at(-1);
    if (act !== undefined) act.final = check.final;
    return judgement;
  }
  if (death !== undefined) {
    const told = judgement.sentence.includes(death) ? '' : `: ${death}`;
    const sentence =
      judgement.verdict === 'passed' ? `while ${check.during}${told}` : judgement.sentence + told;
    return {
      ...judgement,
      ...failed(sentence, judgement.advice ?? 'No client may end a server: see its log'),
    };
  }
  return await record.act('lifted', async () => {
    const { isRight, seen } = await bench.askNoted(record);
    if (isRight || judgement.verdict !== 'passed') return judgement;
    const { sentence, ...rest } = judgement;
    return { ...rest, ...failed(`${sentence}; but afterwards a good client got ${seen}`, 'See its log') };
  });
}

/** Who was not served may have met a dead one. */
function deathAfter(bench: ServerBench, { verdict }: Judgement): Promise<string | undefined> {
  return verdict === 'passed' ? bench.death() : bench.deathSoon();
}

async function runCheck(bench: ServerBench, check: ServerCheck, record: CheckRecord): Promise<Judgement> {
  try {
    return await check.run(bench, record);
  } catch (error) {
    if (error instanceof SocketbedError && error.code === 'UNSUPPORTED') return unsupported(error.message);
    throw error;
  }
}

/** It serves, started again if it has died of an earlier check. */
function isUp(bench: ServerBench, record: CheckRecord): Promise<boolean> {
  return record.act('control', async () => {
    const { server, program } = bench.parts;
    if ((await bench.death()) !== undefined) {
      await server.start();
      await bench.serves(program.startMs);
    }
    return (await bench.askNoted(record)).isRight || (await restarted(bench, record));
  });
}

/** What an earlier check has left in it must not count against it again. */
async function restarted(bench: ServerBench, record: CheckRecord): Promise<boolean> {
  const { server, program } = bench.parts;
  await server.kill();
  await server.start();
  await bench.serves(program.startMs);
  return (await bench.askNoted(record)).isRight;
}

async function noteWire({ shows }: Judgement, capture: LiveCapture, record: CheckRecord): Promise<void> {
  if (shows === undefined) return;
  try {
    record.wire(recordWire(await capture.wire({ of: shows })));
  } catch (error) {
    // A socket that never came so far as to have two ends.
    if (!(error instanceof SocketbedError)) throw error;
  }
}

type Parts = Parameters<typeof checkedResult>[1];

/** Runs `work` under a capture; keeps the packets and what the server said meanwhile. */
async function withFiles(
  bench: ServerBench,
  place: CheckPlace,
  name: string,
  work: (files: string[], capture: LiveCapture) => Promise<Parts>,
): Promise<CheckedResult> {
  const { server, sidecar } = bench.parts;
  const sinceMs = Date.now();
  const capture = new LiveCapture(server.name, await sidecar.startCapture());
  const files: string[] = [];
  const parts = await work(files, capture);
  const directory = folderOf(place, name);
  files.push(...(await saveContainer(server.docker, directory, { sinceMs })));
  files.push(await savePackets(capture, directory, server));
  return checkedResult(place, parts);
}

async function savePackets(capture: LiveCapture, directory: string, { name }: BedContainer): Promise<string> {
  await capture.stop();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.pcap`);
  writeFileSync(path, await capture.pcap());
  return path;
}
