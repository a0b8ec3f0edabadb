// Everything that a run has kept of one scenario, read from its files and cut to what a page can hold. What is missing
// or broken is told, never thrown.
//
//   results/<run>/<id>/probe-1.pcap, *.log, *.inspect.json, events.jsonl -> ScenarioDetail + packets

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readPcap } from '../evidence/pcap.ts';
import type { ScenarioResult } from '../evidence/results.ts';
import { type CaptureLimits, cutCapture } from './capture-cut.ts';
import { readContainer, shortName, withMachines } from './container-facts.ts';
import { readEngineEvents } from './engine-events.ts';
import { readEnds, readLogLine } from './log-file.ts';
import type { CaptureFile, ContainerFacts, KeptFile, LogFile, ScenarioDetail } from './page-data.ts';

export interface DetailWithBytes {
  readonly detail: ScenarioDetail;
  /** What the captures' offsets count in. */
  readonly bytes: readonly Uint8Array[];
}

/** Of a page's logs; the calls of a thousand connections are read, not more. */
const logLinesMax = 1500;

export function readScenarioDetail(
  runFolder: string,
  result: ScenarioResult,
  limits: CaptureLimits,
): DetailWithBytes {
  const problems: string[] = [];
  const files = keptFiles(runFolder, result);
  const attempt = <T>(path: string, read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  };
  const there = files.filter(({ bytes }) => bytes >= 0).map(({ path }) => path);
  for (const { path, bytes } of files) if (bytes < 0) problems.push(`${path} is gone`);
  const ending = (end: string) => there.filter((path) => path.endsWith(end));
  const captures: CaptureFile[] = [];
  const parts: Uint8Array[] = [];
  for (const path of ending('.pcap')) {
    attempt(path, () => {
      const { capture, bytes, problem } = readCapture(runFolder, path, limits, lengthOf(parts));
      if (problem !== undefined) problems.push(problem);
      captures.push(capture);
      parts.push(bytes);
    });
  }
  const containers: ContainerFacts[] = withMachines(
    ending('.inspect.json').flatMap((path) =>
      attempt(path, () => readContainer(readFileSync(join(runFolder, path), 'utf8'))),
    ),
  );
  const logs = ending('.log').flatMap((path) => attempt(path, () => readLog(runFolder, path)));
  const engine = ending('events.jsonl').flatMap((path) =>
    attempt(path, () =>
      readEngineEvents(readEnds(join(runFolder, path)), new Set(containers.map(({ name }) => name))),
    ),
  );
  const detail: ScenarioDetail = {
    ...{ result, captures, containers, logs, files, problems },
    engine: engine.flatMap(({ events }) => events),
    engineLeftOut: engine.reduce((sum, { leftOut }) => sum + leftOut, 0),
  };
  return { detail, bytes: parts };
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** What the results name and what lies there: a run that was killed has not named its files. */
function keptFiles(runFolder: string, { id, files }: ScenarioResult): KeptFile[] {
  const paths = new Set(files.filter(isInside));
  try {
    for (const entry of readdirSync(join(runFolder, id), { withFileTypes: true })) {
      if (entry.isFile()) paths.add(`${id}/${entry.name}`);
    }
  } catch {
    // No folder: nothing was kept beside what is named, which is told file by file.
  }
  return [...paths].map((path) => ({ path, bytes: sizeOf(join(runFolder, path)) }));
}

// A results file from elsewhere must not show what lies outside of its folder.
const isInside = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return -1;
  }
}

function readCapture(
  runFolder: string,
  path: string,
  limits: CaptureLimits,
  offset: number,
): { capture: CaptureFile; bytes: Uint8Array; problem: string | undefined } {
  const file = readFileSync(join(runFolder, path));
  const pcap = readPcap(file, path);
  const { kept, bytes } = cutCapture(file, pcap, limits);
  const problem =
    pcap.end === 'whole'
      ? undefined
      : `${path} is ${pcap.end}: ${pcap.records.length} packets can be read, and ` +
        `${file.length - pcap.readBytes} bytes behind them cannot`;
  const name = basename(path, '.pcap');
  const packets = pcap.records.length;
  return {
    capture: { name, path, bytes: file.length, offset, length: bytes.length, kept, packets },
    bytes,
    problem,
  };
}

function readLog(runFolder: string, path: string): LogFile {
  const { bytes, head, tail, leftOutBytes } = readEnds(join(runFolder, path));
  const all = [...head, ...tail];
  const isCut = all.length > logLinesMax;
  const first = isCut ? all.slice(0, Math.min(head.length, logLinesMax / 2)) : head;
  const last = isCut ? all.slice(Math.max(all.length - logLinesMax / 2, first.length)) : tail;
  const unread = all.slice(first.length, all.length - last.length);
  return {
    name: shortName(basename(path, '.log')),
    path,
    bytes,
    lines: [...first, ...last].map(readLogLine),
    leftOutBytes: leftOutBytes + unread.reduce((sum, line) => sum + line.length + 1, 0),
    headLines: first.length,
  };
}
