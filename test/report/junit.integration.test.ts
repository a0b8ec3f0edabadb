// JUnit XML: what a consumer's schema says of it, and that nothing in a failure can break it.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { junitXml } from '../../src/report/junit.ts';
import { findProgram } from '../support/find-program.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { hostileLine, results, scenario } from './sample-run.ts';

const hostile = `${hostileLine} ]]> \uD800 \u0000 \uFFFF & "quoted"`;
const document = results([
  scenario('tcp/refused/closed-port'),
  scenario('tcp/refused/wrong-port', {
    verdict: 'failed',
    cause: hostile,
    failures: [hostile, 'second\n- a\n+ b'],
  }),
  scenario('udp/silent', { verdict: 'unknown', cause: 'the run ended before it did' }),
  scenario('alone', { verdict: 'unsupported', cause: 'the kernel has no netem' }),
]);

test('each verdict has its element, and failures are marked', () => {
  const xml = junitXml(document);
  expect(xml).toMatch(/<testsuites name="socketbed" time="61\.500" tests="4" failures="1" errors="1">/);
  expect(xml).toMatch(/<testsuite name="tcp\/refused" tests="2" failures="1" errors="0" skipped="0"/);
  expect(xml).toMatch(
    /<testcase name="closed-port" classname="tcp\.refused" time="0\.240">\n {6}<system-out>/,
  );
  expect(xml).toMatch(
    /<failure type="failed" message="&lt;\/script&gt;.*">[\s\S]*again {2}\.\/socketbed run tcp\/refused\/wrong-port --seed 7<\/failure>/,
  );
  expect(xml).toMatch(/<error type="unknown" message="the run ended before it did">/);
  expect(xml).toMatch(/<skipped message="the kernel has no netem"\/>/);
});

test('a schema after that of Jenkins takes it', ({ skip }) => {
  const xmllint = findProgram('xmllint');
  if (xmllint === undefined) skip('no xmllint here: apt-get install libxml2-utils');
  const schema = fileURLToPath(new URL('junit.xsd', import.meta.url));
  const check = (xml: string) => {
    const path = join(temporaryDirectory(), 'junit.xml');
    writeFileSync(path, xml);
    return spawnSync(xmllint ?? '', ['--noout', '--nonet', '--schema', schema, path], { encoding: 'utf8' });
  };
  const checked = check(junitXml(document));
  expect([checked.status, checked.stderr]).toEqual([0, expect.stringContaining('validates')]);
  expect(check(junitXml(results([]))).status).toBe(0);
  // So that it is known to be able to say no.
  expect(check(junitXml(document).replace('tests="4"', 'tests="four"')).status).not.toBe(0);
});
