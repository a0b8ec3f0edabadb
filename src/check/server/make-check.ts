// One check of a server, with what comes before and after every one of them.
//
//   alive? started again -> control: a good client -> the check -> alive? -> lifted: a good client -> a line of the answer

import { SocketbedError } from '../../errors/socketbed-error.ts';
import { recordWire } from '../../evidence/observed-wire.ts';
import type { LiveCapture } from '../../testbed/live-capture.ts';
import { CheckRecord } from '../check-record.ts';
import { type CheckedResult, type CheckPlace, checkedResult } from '../checked.ts';
import { failed, type Judgement, unknown, unsupported } from '../judgement.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';
import { withFiles } from './with-files.ts';

/** Makes it, unless what it needs has failed before. */
export async function makeCheck(
  bench: ServerBench,
  check: ServerCheck,
  place: CheckPlace,
): Promise<CheckedResult> {
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
  await bench.closeClients();
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

/** It serves a good client; started again if an earlier check has ended it, or has left something in it. */
function isUp(bench: ServerBench, record: CheckRecord): Promise<boolean> {
  return record.act('control', async () => {
    if ((await bench.death()) === undefined && (await bench.askNoted(record)).isRight) return true;
    return (await bench.revive()) && (await bench.askNoted(record)).isRight;
  });
}

async function noteWire(
  { shows }: Judgement,
  capture: LiveCapture | undefined,
  record: CheckRecord,
): Promise<void> {
  if (shows === undefined || capture === undefined) return;
  try {
    record.wire(recordWire(await capture.wire({ of: shows })));
  } catch (error) {
    // A socket that never came so far as to have two ends.
    if (!(error instanceof SocketbedError)) throw error;
  }
}
