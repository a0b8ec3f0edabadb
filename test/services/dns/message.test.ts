// The wire format, byte for byte as RFC 1035 has it.

import { expect, test } from 'vitest';
import { readQuestion, recordTypes, writeAnswer } from '../../../services/dns/message.ts';

/** Id 7, recursion desired; `Good.test`, type, class IN; perhaps more behind it. */
function question(type: number, { flags = '0100', count = '0001', more = '' } = {}): Buffer {
  const name = Buffer.from('\x04Good\x04test\0', 'latin1').toString('hex');
  const counts = `${count}000000000000`;
  return Buffer.from(`0007${flags}${counts}${name}${type.toString(16).padStart(4, '0')}0001${more}`, 'hex');
}

function read(message: Buffer) {
  const found = readQuestion(message);
  if (found === undefined) throw new Error('it is a question');
  return found;
}

test('a question is read; names are of no case', () => {
  expect(readQuestion(question(1))).toMatchObject({
    ...{ id: 7, recursionDesired: true, name: 'good.test', type: 1 },
  });
  expect(readQuestion(question(1, { more: '00002904d000000000000000' }))?.bytes.length).toBe(15);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a header alone', question(1).subarray(0, 12)],
  ['a name without an end', question(1).subarray(0, 20)],
  ['a question without its class', question(1).subarray(0, -1)],
  ['an answer', question(1, { flags: '8180' })],
  ['two questions', question(1, { count: '0002' })],
  ['a pointer', Buffer.from('000701000001000000000000c00c00010001', 'hex')],
])('%s is no question', (_what, message) => {
  expect(readQuestion(message)).toBeUndefined();
});

test('an answer repeats the question and points back at its name', () => {
  const asked = question(1);
  const answer = writeAnswer(read(asked), { rcode: 0, addresses: ['172.18.0.5'] });
  const header = '0007' + '8580' + '0001' + '0001' + '0000' + '0000';
  const record = 'c00c' + '0001' + '0001' + '00000000' + '0004' + 'ac120005';
  expect(answer.toString('hex')).toBe(`${header}${asked.subarray(12).toString('hex')}${record}`);
});

test.each([
  ['::', '0'.repeat(32)],
  ['::1', `${'0'.repeat(31)}1`],
  ['fd00::', `fd00${'0'.repeat(28)}`],
  ['fd00:12:3::4', 'fd000012000300000000000000000004'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
])('the IPv6 address %s', (address, hex) => {
  const answer = writeAnswer(read(question(recordTypes.AAAA)), { rcode: 0, addresses: [address] });
  expect(answer.subarray(-16).toString('hex')).toBe(hex);
});

test('errors, and what is cut short', () => {
  const asked = read(question(1, { flags: '0000' }));
  expect(writeAnswer(asked, { rcode: 3 }).readUInt16BE(2).toString(16)).toBe('8483');
  expect(writeAnswer(asked, { rcode: 0, truncated: true }).readUInt16BE(2).toString(16)).toBe('8680');
});
