// All cases of one client, on one bed, some of them side by side: most of their time is the client's patience.
//
//   upstream  ->  good server  ->  the others: target -> capture -> client -> its end or patience -> packets -> attempts -> judgement

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { observe, recordWire } from '../../evidence/observed-wire.ts';
import { Bed } from '../../testbed/bed.ts';
import { lastLinesOf } from '../../testbed/container-state.ts';
import { imageFacts } from '../../testbed/image-facts.ts';
import { saveContainer } from '../../testbed/saved-container.ts';
import { CheckRecord } from '../check-record.ts';
import { type CheckedResult, type CheckPlace, checkedResult, folderOf } from '../checked.ts';
import { type Judgement, unsupported } from '../judgement.ts';
import { refusedStart } from '../refused-start.ts';
import { attemptsOf } from './attempt.ts';
import type { ClientCase } from './client-case.ts';
import type { ClientProgram } from './client-program.ts';
import { type ClientSetting, ClientStage } from './client-stage.ts';
import { clientCases } from './index.ts';
import type { Played, Seen } from './seen.ts';
import { targetPort } from './target.ts';
import { Upstream } from './upstream.ts';

export interface ClientCheckOptions extends CheckPlace {
  /** What is played after the good server. Default: every case. */
  readonly cases?: readonly ClientCase[];
  /** Ends the checks early; what is left is then not told. */
  readonly signal?: AbortSignal;
}

/** More would wait for the processor, and not for the client. */
const sideBySide = 3;

/** Plays the cases and gives the lines of the answer. IMAGE_UNAVAILABLE where there is no such image. */
export async function checkClient(
  program: ClientProgram,
  options: ClientCheckOptions,
): Promise<readonly CheckedResult[]> {
  await imageFacts(program.image);
  if (program.upstream !== undefined) await imageFacts(program.upstream.image);
  await using bed = await Bed.start({ run: options.run });
  const results: CheckedResult[] = [];
  const tell = (result: CheckedResult) => {
    results.push(result);
    options.onChecked(result);
    return result;
  };
  try {
    await playAll(bed, program, options, tell);
  } catch (error) {
    const { signal } = options;
    if (signal?.aborted !== true || error !== signal.reason) throw error;
  }
  return results;
}

async function playAll(
  bed: Bed,
  program: ClientProgram,
  options: ClientCheckOptions,
  tell: (result: CheckedResult) => CheckedResult,
): Promise<void> {
  const { signal } = options;
  const [first, ...others] = clientCases;
  const startedMs = performance.now();
  const upstream = program.upstream && (await Upstream.start(bed, program.upstream, signal));
  if (upstream !== undefined && !(upstream instanceof Upstream)) {
    const parts = { ...first, judgement: upstream, record: new CheckRecord(), startedMs, files: [] };
    tell(checkedResult(options, parts));
    return;
  }
  const play = async (each: ClientCase) =>
    tell(await playCase({ bed, program, upstream, signal }, each, options));
  if ((await play(first)).verdict !== 'passed') return;
  const waiting = [...(options.cases ?? others)];
  const plays = Array.from({ length: sideBySide }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal?.throwIfAborted();
      await play(next);
    }
  });
  // All to their end, also when one fails: a bed cannot be taken down while something in it is being started.
  await Promise.allSettled(plays);
  await Promise.all(plays);
}

async function playCase(setting: ClientSetting, each: ClientCase, place: CheckPlace): Promise<CheckedResult> {
  const [startedMs, sinceMs] = [performance.now(), Date.now()];
  const record = new CheckRecord();
  const { name, question, expected } = each;
  const { upstream } = setting;
  const stage = await ClientStage.set(setting, name);
  const files: string[] = [];
  try {
    const judged = await record.act(each === clientCases[0] ? 'control' : 'fault', () =>
      judge(stage, each, record),
    );
    const judgement = (await upstream?.death()) ?? judged;
    const directory = folderOf(place, name);
    files.push(...(await saveFiles(stage, directory)));
    if (upstream !== undefined)
      files.push(...(await saveContainer(upstream.container.docker, directory, { sinceMs })));
    return checkedResult(place, { name, question, expected, judgement, record, startedMs, files });
  } finally {
    await stage.close();
  }
}

async function judge(stage: ClientStage, each: ClientCase, record: CheckRecord): Promise<Judgement> {
  try {
    const played = await each.play(stage, record);
    const seen = await look(stage, played, record);
    const judgement = each.judge(seen);
    return { ...judgement, sentence: judgement.sentence + toldBy(seen) };
  } catch (error) {
    if (error instanceof SocketbedError && error.code === 'UNSUPPORTED') return unsupported(error.message);
    const judgement = refusedStart(error);
    if (judgement === undefined) throw error;
    return judgement;
  }
}

/** What the client did, from its packets, its exit code and its lines. */
async function look(stage: ClientStage, played: Played, record: CheckRecord): Promise<Seen> {
  // Those to an upstream are not the client's.
  const ends = [`${stage.target.probe.container.host()}:${targetPort}`];
  const conversations = await stage.capture.conversations({ transport: 'tcp', ends });
  const [first] = conversations;
  if (first !== undefined) record.wire(recordWire(observe(stage.capture.name, first, played.endedMs)));
  const lines = stage.client === undefined ? [] : await lastLinesOf(stage.client, 1000);
  return {
    ...played,
    attempts: attemptsOf(conversations, targetPort),
    lines: lines.flatMap(jsonIn),
    lastLines: lines.slice(-3),
    patienceMs: stage.program.patienceMs,
    hasUpstream: stage.program.upstream !== undefined,
  };
}

/** What it says itself is told beside what its packets say. */
function toldBy({ lines }: Seen): string {
  if (lines.length === 0) return '';
  return `; it tells of ${lines.length} attempt${lines.length === 1 ? '' : 's'} itself`;
}

function jsonIn(line: string): Readonly<Record<string, unknown>>[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

async function saveFiles({ client, capture }: ClientStage, directory: string): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  await capture.stop();
  const path = join(directory, `${capture.name}.pcap`);
  writeFileSync(path, await capture.pcap());
  return [path, ...(client === undefined ? [] : await saveContainer(client.docker, directory))];
}
