// Beds of compose projects as a test asks for them: told in acts, their logs and packets kept, gone when the test has ended.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject as provided } from 'vitest';
import * as faults from '../../src/faults/index.ts';
import type { ComposeBed } from '../../src/testbed/compose/compose-bed.ts';
import { expect, scenario } from '../../src/vitest/index.ts';
import { ask, countOf, cut, file, nothing, whole } from './compose-support.ts';

let bed: ComposeBed | undefined;

scenario('web gets half of what db says', async ({ act, inject, composeBed, attachedBed }) => {
  const own = await composeBed({ file, services: ['web'], apart: true });
  bed = own;
  const web = await own.container('web');
  const probe = await own.probe();
  const between = own.between('web', 'db');
  const capture = await between.capture();

  await act.control(async () => {
    expect(await ask(probe, web, 'db')).toEqual(whole);
  });

  await act.fault(async () => {
    await using fault = await inject(faults.reset({ afterBytes: 100 }), between);
    expect(await ask(probe, web, 'db')).toEqual(cut);
    expect(await capture.wire()).toShow('100 bytes from server', 'RST from server');
    expect(await fault?.state()).toBe('on');
  });

  await act.lifted(async () => {
    const same = await attachedBed({ project: own.project });
    expect(await ask(await same.probe(), await same.container('web'), 'db')).toEqual(whole);
  });
});

afterAll(async () => {
  expect(await countOf(bed?.project ?? '')).toEqual(nothing);
  const directory = join(provided('run').directory, 'test/testbed/compose-fixture.docker');
  const kept = readdirSync(directory).map((name) => name.replace(/^.*compose-project-\w+-/, ''));
  expect(kept).toEqual(expect.arrayContaining(['web-1.log', 'db-1.log', 'cache-1.log', 'db-1.pcap']));
});
