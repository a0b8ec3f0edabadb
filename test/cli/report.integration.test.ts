// `socketbed report` as a process: what it prints, opens and refuses.

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openFile } from '../../src/cli/open-file.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { refused, SampleRun, scenario } from '../report/sample-run.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const main = join(projectDirectory, 'src/cli/main.ts');
const { BROWSER: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...environment } = process.env;

async function report(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = { env: { ...environment, NO_COLOR: '1', ...env }, cwd: projectDirectory };
  const run = promisify(execFile)(process.execPath, [main, 'report', ...args], options);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

function sample(): SampleRun {
  const run = new SampleRun(temporaryDirectory());
  run.addCaptured('tcp/refused/closed-port', 'refused', refused);
  run.finish();
  return run;
}

test('names the page, on stdout alone; with --json as a document', async () => {
  const { folder } = sample();
  const page = join(folder, 'report.html');
  const told = await report([folder]);
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/report\.html\n$/) });
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*Content-Security-Policy/);
  expect(await report([folder, '--json'])).toEqual({
    code: 0,
    stdout: `${JSON.stringify({ page }, undefined, 2)}\n`,
    stderr: '',
  });
});

test('--open opens the page, and says where it is when nothing can', async () => {
  const { folder } = sample();
  const opened = join(temporaryDirectory(), 'opened');
  const browser = join(temporaryDirectory(), 'browser');
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}.draft && mv ${opened}.draft ${opened}\n`);
  chmodSync(browser, 0o755);
  expect(await report([folder, '--open'], { BROWSER: browser })).toMatchObject({ code: 0 });
  await until('the browser has been started', () => existsSync(opened));
  expect(readFileSync(opened, 'utf8')).toBe(join(folder, 'report.html'));
  const nowhere = await report([folder, '--open']);
  expect(nowhere.stderr).toContain('There is no desktop here');
  expect(nowhere.stdout).toContain('report.html');
});

test('--merge makes one run of two, and its page', async () => {
  const [one, two] = [sample(), new SampleRun(temporaryDirectory(), 'second')];
  two.add(scenario('udp/silent', { verdict: 'failed' }));
  two.finish();
  const { stdout, stderr } = await report(['--json', '--merge', one.folder, two.folder]);
  const { page } = JSON.parse(stdout);
  try {
    expect(stderr).toMatch(/^merged 2 runs into [0-9a-f]{8}: 2 scenarios\n$/);
    const merged = JSON.parse(readFileSync(join(page, '../results.json'), 'utf8'));
    expect(merged.run.mergedFrom).toEqual(['aa11bb22', 'second']);
    expect(existsSync(join(page, '../tcp/refused/closed-port/probe-1.pcap'))).toBe(true);
  } finally {
    rmSync(join(page, '..'), { recursive: true, force: true });
  }
});

test('a run that was killed is shown, with what is missing', async () => {
  const run = new SampleRun(temporaryDirectory());
  run.add(scenario('tcp/a', { verdict: 'unknown', cause: 'the run ended before it did' }));
  run.finish({ state: 'running' });
  expect(await report([run.folder])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('1 of 1 scenarios that began have no verdict'),
  });
});

test('what is no run is refused with advice', async () => {
  const empty = join(temporaryDirectory(), 'empty');
  mkdirSync(empty);
  expect(await report([empty])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/RESULTS_INVALID[\s\S]*Run scenarios with/),
  });
  const unknown = await report(['no-such-run', '--json']);
  expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([2, { error: { code: 'USAGE' } }]);
});

test('without a desktop nothing is tried', async () => {
  expect(await openFile('/x', {}, 'linux')).toBe(false);
  expect(await openFile('/x', { BROWSER: '/no/such/program' }, 'linux')).toBe(false);
});
