// What is kept of a container before it is gone: its log and how it stood. Also of one that did not start, or that
// outlived a killed run.
//
//   <directory>/<name>.log             each line with its time
//   <directory>/<name>.inspect.json    what the engine knew of it
//   <directory>/<name>.events.jsonl    what the engine did to it

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { containerLines } from './container-log.ts';

/** Of a log of a program gone wild only the end is kept. */
const savedLinesMax = 20_000;

/** Writes both files and gives their paths. `sinceMs` (since 1970) leaves out what the log said before. */
export async function saveContainer(
  container: Docker.Container,
  directory: string,
  { sinceMs }: { readonly sinceMs?: number } = {},
): Promise<string[]> {
  const inspected = await container.inspect();
  const name = inspected.Name.slice(1);
  mkdirSync(directory, { recursive: true });
  const [logPath, inspectPath] = [join(directory, `${name}.log`), join(directory, `${name}.inspect.json`)];
  writeFileSync(inspectPath, `${JSON.stringify(inspected, undefined, 2)}\n`);
  const lines: string[] = [];
  const since = sinceMs === undefined ? {} : { sinceMs };
  const options = { follow: false, tailLines: savedLinesMax, timestamps: true, ...since };
  for await (const line of containerLines(container, options)) lines.push(`${line}\n`);
  writeFileSync(logPath, lines.join(''));
  return [logPath, inspectPath];
}

/** The same with what the engine did to it, for a container that nobody watched: `<name>.events.jsonl`. */
export async function saveStory(
  docker: Docker,
  container: Docker.Container,
  directory: string,
): Promise<string[]> {
  const { Name, Created } = await container.inspect();
  const files = await saveContainer(container, directory);
  const path = join(directory, `${Name.slice(1)}.events.jsonl`);
  const times = { sinceMs: Date.parse(Created) - 1000, untilMs: Date.now() };
  return [...files, ...(await saveEvents(docker, path, { of: { container: [container.id] }, ...times }))];
}

/** What the engine's events are asked for: containers by id, or whatever has a label. */
export type EventsOf = { readonly label: string[] } | { readonly container: string[] };

/** Writes what the engine did to them between two times (ms since 1970), one JSON line per event. */
export async function saveEvents(
  docker: Docker,
  path: string,
  { of, sinceMs, untilMs }: { of: EventsOf; sinceMs: number; untilMs: number },
): Promise<string[]> {
  // Both ends are past, so the stream ends by itself.
  const times = { since: sinceMs / 1000, until: untilMs / 1000 };
  const stream: AsyncIterable<Buffer> = Readable.from(await docker.getEvents({ ...times, filters: of }));
  const parts: string[] = [];
  for await (const part of stream) parts.push(String(part));
  writeFileSync(path, parts.join(''));
  return [path];
}
