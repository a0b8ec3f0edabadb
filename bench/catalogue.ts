// How long the catalogue takes, and how much of that nobody can save: calls that wait for the kernel's timers, or for a
// deadline to pass in silence.
//
//   node bench/catalogue.ts [results.json]      default: runs the whole catalogue first

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../src/evidence/results.ts';
import { projectDirectory } from '../src/testbed/project.ts';

/** A call that takes longer than this waits for a timer, and not for the machine. */
const waitMs = 250;

const [given] = process.argv.slice(2);
const text =
  given === undefined
    ? execFileSync(join(projectDirectory, 'socketbed'), ['run', '--json'], { maxBuffer: 2 ** 28 }).toString()
    : readFileSync(given, 'utf8');
const { run, scenarios }: Results = JSON.parse(text);

const acts = scenarios.flatMap((scenario) => scenario.acts);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Long calls of a scenario, ms; of those that wait at the same time only what one adds to the others. Load is work. */
function waitsOf({ acts: own }: Results['scenarios'][number]): number[] {
  const calls = own
    .flatMap(({ checks }) => checks.flatMap(({ outcome }) => outcome ?? []))
    .filter(({ kind, durationMs }) => kind !== 'loaded' && durationMs >= waitMs)
    .toSorted((one, other) => one.atMs - other.atMs);
  let untilMs = 0;
  return calls.map(({ atMs, durationMs }) => {
    const added = Math.max(0, atMs + durationMs - Math.max(atMs, untilMs));
    untilMs = Math.max(untilMs, atMs + durationMs);
    return added;
  });
}
const waits = scenarios.flatMap(waitsOf);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

console.log(`${scenarios.length} scenarios in ${seconds(run.durationMs)} on ${run.host.cpus} processors`);
console.log(`one after the other      ${seconds(sum(scenarios.map(({ durationMs }) => durationMs)))}`);
console.log(`in their acts            ${seconds(sum(acts.map(({ durationMs }) => durationMs)))}`);
console.log(
  `waiting for the kernel   ${seconds(sum(waits))} in ${waits.length} calls of ${waitMs} ms or more`,
);
