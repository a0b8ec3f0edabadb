// Two short texts of what a language said: what a reader would look for.

import { expect, test } from 'vitest';
import { cellWords } from '../../src/matrix/cell-words.ts';
import type { Said } from '../../src/matrix/said.ts';

const cause = { name: 'java.net.SocketException', message: 'Connection reset' };

test.each<[Partial<Said>, string[]]>([
  [{ outcome: 'reply', name: 'HELLO' }, ['reply']],
  [{ outcome: 'end', name: "recv() == b''" }, ["recv() == b''"]],
  [{ name: 'ECONNREFUSED', errno: 111, message: 'Connection refused' }, ['ECONNREFUSED', '111']],
  [{ name: 'OSError', code: 'EHOSTUNREACH', errno: 113 }, ['OSError', 'EHOSTUNREACH']],
  [{ name: 'Error', code: 'ECONNRESET', errno: -104, call: 'read' }, ['ECONNRESET', 'read']],
  [{ name: 'socket.gaierror', errno: -2, message: '[Errno -2] No' }, ['socket.gaierror', '[Errno -2] No']],
  [{ name: 'java.net.ConnectException', message: 'refused' }, ['ConnectException', 'refused']],
  [{ name: 'java.net.ConnectException' }, ['ConnectException']],
  [
    { name: 'java.io.IOException', message: 'a long text of its own', cause },
    ['IOException', 'SocketException Connection reset'],
  ],
  [{ name: 'x.Wrapper', message: cause.message, cause }, ['Wrapper', 'SocketException Connection reset']],
  [
    { name: 'TypeError', message: 'fetch failed', cause: { name: 'Error', code: 'ECONNREFUSED' } },
    ['TypeError: fetch failed', 'ECONNREFUSED'],
  ],
])('%j', (said, words) => {
  expect(cellWords({ outcome: 'error', name: '', runtime: 'r', ...said })).toEqual(words);
});
