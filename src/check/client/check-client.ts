// All cases of one client, on one bed, some of them side by side: most of their time is the client's patience.
//
//   upstream  ->  good server  ->  the others: target -> capture -> client -> its end or patience -> attempts -> judgement

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { observe, recordWire } from '../../evidence/observed-wire.ts';
import { Bed } from '../../testbed/bed.ts';
import { lastLinesOf } from '../../testbed/container-state.ts';
import { imageFacts } from '../../testbed/image-facts.ts';
import type { LiveCapture } from '../../testbed/live-capture.ts';
import { saveContainer } from '../../testbed/saved-container.ts';
import { CheckRecord } from '../check-record.ts';
import { type CheckedResult, type CheckPlace, checkedResult, folderOf } from '../checked.ts';
import { type Judgement, unsupported } from '../judgement.ts';
import { refusedStart } from '../refused-start.ts';
import type { ClientCase } from './client-case.ts';
import type { ClientProgram } from './client-program.ts';
import { type ClientSetting, ClientStage } from './client-stage.ts';
import type { ClientDoor } from './door.ts';
import { goodServer } from './good-server.ts';
import { type Cases, datagramCases, tcpCases, unixCases } from './index.ts';
import type { Played, Seen } from './seen.ts';
import { setDatagramTarget, setTarget } from './set-target.ts';
import { Upstream } from './upstream.ts';

export interface ClientCheckOptions extends CheckPlace {
  /** Names of what is played after the good server. Default: every case. */
  readonly cases?: readonly string[];
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
    await playOver(bed, program, options, tell);
  } catch (error) {
    const { signal } = options;
    if (signal?.aborted !== true || error !== signal.reason) throw error;
  }
  return results;
}

type Tell = (result: CheckedResult) => CheckedResult;

async function playOver(
  bed: Bed,
  program: ClientProgram,
  options: ClientCheckOptions,
  tell: Tell,
): Promise<void> {
  const { signal } = options;
  const startedMs = performance.now();
  const upstream = program.upstream && (await Upstream.start(bed, program.upstream, signal));
  if (upstream !== undefined && !(upstream instanceof Upstream)) {
    const parts = { ...goodServer, judgement: upstream, record: new CheckRecord(), startedMs, files: [] };
    tell(checkedResult(options, parts));
    return;
  }
  const setting = { bed, program, upstream, signal };
  if (program.transport === 'udp') await playAll(setting, datagramCases, setDatagramTarget, options, tell);
  else await playAll(setting, program.transport === 'unix' ? unixCases : tcpCases, setTarget, options, tell);
}

async function playAll<Door extends ClientDoor>(
  setting: ClientSetting,
  [first, ...others]: Cases<Door>,
  set: (setting: ClientSetting) => Promise<Door>,
  options: ClientCheckOptions,
  tell: Tell,
): Promise<void> {
  const { signal, cases } = options;
  const play = async (each: ClientCase<Door>) => {
    const stage = await ClientStage.set(setting, await set(setting), each.name);
    return tell(await playCase(stage, each, setting.upstream, options));
  };
  if ((await play(first)).verdict !== 'passed') return;
  const waiting = others.filter(({ name }) => cases?.includes(name) ?? true);
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

async function playCase<Door extends ClientDoor>(
  stage: ClientStage<Door>,
  each: ClientCase<Door>,
  upstream: Upstream | undefined,
  place: CheckPlace,
): Promise<CheckedResult> {
  const [startedMs, sinceMs] = [performance.now(), Date.now()];
  const record = new CheckRecord();
  const { name, question, expected } = each;
  const files: string[] = [];
  try {
    const judged = await record.act(name === goodServer.name ? 'control' : 'fault', () =>
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

async function judge<Door extends ClientDoor>(
  stage: ClientStage<Door>,
  each: ClientCase<Door>,
  record: CheckRecord,
): Promise<Judgement> {
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

/** What the client did, from its packets or the target's calls, its exit code and its lines. */
async function look(stage: ClientStage, played: Played, record: CheckRecord): Promise<Seen> {
  const { target, capture } = stage;
  const conversations = (await capture?.conversations(target.packets?.query ?? {})) ?? [];
  const [first] = conversations;
  if (first !== undefined && capture !== undefined)
    record.wire(recordWire(observe(capture.name, first, played.endedMs)));
  const lines = stage.client === undefined ? [] : await lastLinesOf(stage.client, 1000);
  return {
    ...played,
    transport: target.transport,
    attempts: target.attempts(conversations),
    lines: lines.flatMap(jsonIn),
    lastLines: lines.slice(-3),
    patienceMs: stage.program.patienceMs,
    hasUpstream: stage.program.upstream !== undefined,
  };
}

/** What it says itself is told beside what was seen. */
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

/** The packets, where there are any, and the logs of target and client. */
async function saveFiles({ client, target, capture }: ClientStage, directory: string): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  const packets = capture === undefined ? [] : [await savePackets(capture, directory)];
  const ends = [target.probe.container, ...(client === undefined ? [] : [client])];
  const logs = await Promise.all(ends.map(({ docker }) => saveContainer(docker, directory)));
  return [...packets, ...logs.flat()];
}

async function savePackets(capture: LiveCapture, directory: string): Promise<string> {
  await capture.stop();
  const path = join(directory, `${capture.name}.pcap`);
  writeFileSync(path, await capture.pcap());
  return path;
}
