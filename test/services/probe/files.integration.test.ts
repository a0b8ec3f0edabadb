// Files that are no sockets: made where a socket could be, removed by name or with everything else.

import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { sharedDriver } from './driver.ts';

const probe = sharedDriver();

test('a file, a directory and a link are made, and go with everything else', async () => {
  const directory = join(temporaryDirectory(), 'made');
  const [file, link] = [join(directory, 'file'), join(directory, 'link')];
  const made = [
    await probe().outcome({ op: 'makeFile', what: 'directory', path: directory, mode: 0o700 }),
    await probe().outcome({ op: 'makeFile', what: 'file', path: file }),
    await probe().outcome({ op: 'makeFile', what: 'link', path: link, target: link }),
  ];
  expect(made).toMatchObject([directory, file, link].map((local) => ({ kind: 'done', local })));
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(readlinkSync(link)).toBe(link);
  await probe().closeAll();
  expect(existsSync(directory)).toBe(false);
});

test('each can be removed by name, and so can a socket', async () => {
  const directory = join(temporaryDirectory(), 'made');
  const path = join(directory, 'server.sock');
  await probe().outcome({ op: 'makeFile', what: 'directory', path: directory });
  await probe().server('unix-stream', { path });
  expect(await probe().outcome({ op: 'removeFile', path: directory })).toMatchObject({ code: 'ENOTEMPTY' });
  expect(await probe().outcome({ op: 'removeFile', path })).toMatchObject({ kind: 'done' });
  expect(await probe().outcome({ op: 'removeFile', path: directory })).toMatchObject({ kind: 'done' });
  expect(existsSync(directory)).toBe(false);
});

test('nothing takes the place of what is there', async () => {
  const path = join(temporaryDirectory(), 'file');
  await probe().outcome({ op: 'makeFile', what: 'file', path });
  for (const what of ['file', 'directory', 'link'] as const) {
    const outcome = await probe().outcome({ op: 'makeFile', what, path, target: path });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'EEXIST', errno: 17 });
  }
  expect(statSync(path).isFile()).toBe(true);
});

test('what is missing cannot be removed', async () => {
  const path = join(temporaryDirectory(), 'missing');
  expect(await probe().outcome({ op: 'removeFile', path })).toMatchObject({
    kind: 'missing',
    code: 'ENOENT',
  });
});
