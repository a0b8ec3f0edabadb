import { expect, test } from 'vitest';
import { seccompOption } from '../../src/testbed/failing-calls.ts';

/** The profile in a SecurityOpt. */
const profileOf = (option: string) => JSON.parse(option.replace(/^seccomp=/, ''));

test('a call fails with the number that Linux has for the errno', () => {
  expect(profileOf(seccompOption([{ call: 'connect', code: 'EHOSTDOWN' }]))).toEqual({
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['connect'], action: 'SCMP_ACT_ERRNO', errnoRet: 112, args: [] }],
  });
});

test('of sockets only those of one kind fail', () => {
  const { syscalls } = profileOf(
    seccompOption([{ call: 'socket', code: 'ENFILE', family: 6, type: 'stream' }]),
  );
  expect(syscalls[0]).toMatchObject({
    errnoRet: 23,
    args: [
      { index: 0, value: 10, op: 'SCMP_CMP_EQ' },
      { index: 1, value: 0xf, valueTwo: 1, op: 'SCMP_CMP_MASKED_EQ' },
    ],
  });
});

test('the several names of a call fail together', () => {
  const { syscalls } = profileOf(
    seccompOption([
      { call: 'accept', code: 'ENFILE' },
      { call: 'send', code: 'ENOBUFS' },
    ]),
  );
  const names = syscalls.map(({ names }: { names: string[] }) => names);
  expect(names).toEqual([
    ['accept', 'accept4'],
    ['sendto', 'sendmsg'],
  ]);
});
