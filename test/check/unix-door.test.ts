// How the kernel's lists of Unix sockets are read.

import { expect, test } from 'vitest';
import { readListener, readProcUnix } from '../../src/check/server/unix-door.ts';

test.each([
  [
    'u_str LISTEN 3      511    /run/app/app.sock 465795 * 0     ',
    { path: '/run/app/app.sock', receiveQueue: 3 },
  ],
  ['u_str LISTEN 0 128 /run/my app/a b.sock 1 * 0', { path: '/run/my app/a b.sock', receiveQueue: 0 }],
  ['u_str LISTEN 0 128 @abstract 1 * 0', { path: '@abstract', receiveQueue: 0 }],
  ['u_str ESTAB  0      0      /run/app/app.sock 467994 * 467993', undefined],
  ['u_dgr UNCONN 0 0 /run/app/log.sock 1 * 0', undefined],
  ['', undefined],
])('ss: %j', (line, listener) => {
  expect(readListener(line)).toEqual(listener);
});

test.each([
  [
    '0000000000000000: 00000003 00000000 00000000 0001 03 465797 /run/app/app.sock',
    { path: '/run/app/app.sock', state: 'established', inode: '465797' },
  ],
  [
    '00000000cb6f3bd4: 00000002 00000000 00000000 0001 02     0 /run/app/app.sock',
    { path: '/run/app/app.sock', state: 'not accepted', inode: '0' },
  ],
  ['0000000000000000: 00000002 00000000 00010000 0001 01 465795 /run/app/app.sock', undefined],
  ['0000000000000000: 00000003 00000000 00000000 0001 03 465796', undefined],
  ['0000000000000000: 00000002 00000000 00000000 0002 01 465796 /run/app/log.sock', undefined],
  ['Num       RefCount Protocol Flags    Type St Inode Path', undefined],
])('/proc/net/unix: %j', (line, socket) => {
  expect(readProcUnix(line)).toEqual(socket);
});
