// Clients that everybody has, under connection faults: each verdict is the one that docs/third-party-clients.md tells. Their
// images, and those of the servers that answer them, are built when they are not there yet.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkClient } from '../../src/check/client/check-client.ts';
import { type Plan, readPlan } from '../../src/check/plan-file.ts';
import { buildImage } from '../../src/testbed/build-image.ts';
import { baseImageName, ensureBaseImage } from '../../src/testbed/engine/base-image.ts';
import { silentProgress } from '../../src/testbed/engine/progress.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { checkRun, leftoversOf } from '../check/check-run.ts';

const minutes = 60_000;
/** Most of their time is patience, and each plays three cases at once already. */
const clientsAtOnce = 2;
const directory = join(projectDirectory, 'third-party');
const page = readFileSync(join(projectDirectory, 'docs/third-party-clients.md'), 'utf8');

async function build(kind: 'clients' | 'servers', names: readonly string[]): Promise<void> {
  for (const name of names) {
    await buildImage({
      directory: join(directory, kind, name),
      tag: `socketbed-third-party-${name}:dev`,
      args: { BASE_IMAGE: baseImageName() },
      holds: name,
    });
  }
}

function plansIn(file: string): Plan[] {
  const path = join(directory, 'clients', file);
  return readPlan(readFileSync(path, 'utf8'), path);
}

type Verdicts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Verdict by case by client. */
async function verdictsOf(plans: readonly Plan[], cases?: readonly string[]): Promise<Verdicts> {
  const run = checkRun();
  const waiting = [...plans];
  const verdicts: Record<string, Record<string, string>> = {};
  const checkNext = async () => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      if (!('client' in plan)) continue;
      const place = { run, prefix: plan.name, rerun: 'again', onChecked: () => {} };
      const results = await checkClient(plan.client, { ...place, ...(cases === undefined ? {} : { cases }) });
      verdicts[plan.name] = Object.fromEntries(
        results.map(({ id, verdict }) => [id.slice(plan.name.length + 1), verdict]),
      );
    }
  };
  await Promise.all(Array.from({ length: clientsAtOnce }, checkNext));
  expect(await leftoversOf(run)).toEqual([]);
  return verdicts;
}

/** The table of the page whose first head is this: its rows by their first cell, what stands in code marks without them. */
function tableOf(head: string): Verdicts {
  const lines = page.split('\n').map((line) => line.split('|').slice(1, -1).map(plain));
  const from = lines.findIndex(([first]) => first === head);
  const [, ...columns] = lines[from] ?? [];
  const after = lines.slice(from + 2);
  const rows = after.slice(
    0,
    after.findIndex((cells) => cells.length === 0),
  );
  return Object.fromEntries(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
    ]),
  );
}

const plain = (cell: string): string => cell.replaceAll(/[`*]/g, '').trim();

test('clients as they are, and with the time-outs that they have', { timeout: 20 * minutes }, async () => {
  await ensureBaseImage(silentProgress);
  await build('servers', ['redis', 'postgresql', 'nginx']);
  await build('clients', ['redis-cli', 'psql', 'curl', 'ioredis', 'pg', 'undici']);

  // If this fails: ./socketbed check --file third-party/clients/socketbed.yml says why.
  expect(await verdictsOf(plansIn('socketbed.yml'))).toEqual(tableOf('as it is'));

  const withTimeOuts = await verdictsOf(plansIn('with-time-outs.yml'), ['silent-server', 'black-hole']);
  const told = Object.entries(tableOf('with its time-outs')).map(([client, { set: _, ...verdicts }]) => [
    client,
    { 'good-server': 'passed', ...verdicts },
  ]);
  expect(withTimeOuts).toEqual(Object.fromEntries(told));
});
