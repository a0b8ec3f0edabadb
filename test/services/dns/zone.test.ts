import { expect, test } from 'vitest';
import { recordTypes } from '../../../services/dns/message.ts';
import { sayingOf } from '../../../services/dns/zone.ts';

const { A, AAAA } = recordTypes;
const good = { kind: 'answer', rcode: 0, delayMs: 0 };

test.each([
  ['172.18.0.5.good.test', A, ['172.18.0.5']],
  ['172.18.0.5.good.test', AAAA, []],
  ['fd00--5.172.18.0.5.good.test', A, ['172.18.0.5']],
  ['fd00--5.172.18.0.5.good.test', AAAA, ['fd00::5']],
  ['fd00--5.good.test', AAAA, ['fd00::5']],
  ['fd00--5.good.test', A, []],
  ['good.test', A, ['10.0.0.1']],
  ['good.test', AAAA, ['fd00::1']],
  ['www.good.test', A, ['10.0.0.1']],
  ['172.18.0.5.good.test', 15, []],
  ['172.18.0.5.empty.test', A, []],
])('%s, type %i', (name, type, addresses) => {
  expect(sayingOf(name, type, ['10.0.0.1', 'fd00::1'])).toEqual({ ...good, addresses });
});

test.each([
  ['formerr.test', 1],
  ['172.18.0.5.servfail.test', 2],
  ['nxdomain.test', 3],
  ['notimp.test', 4],
  ['refused.test', 5],
  ['unheard-of.test', 3],
  ['good.example', 3],
  ['good', 3],
  ['', 3],
  ['constructor.test', 3],
])('%s is error %i', (name, rcode) => {
  expect(sayingOf(name, A, ['10.0.0.1'])).toEqual({ ...good, rcode, addresses: [] });
});

test('late, cut short, nonsense, nothing', () => {
  const addresses = ['172.18.0.5'];
  expect(sayingOf('172.18.0.5.slow-1500.test', A, [])).toEqual({ ...good, addresses, delayMs: 1500 });
  expect(sayingOf('172.18.0.5.truncated.test', A, [])).toEqual({
    ...{ kind: 'truncated', addresses, wholeOverTcp: true },
  });
  expect(sayingOf('truncated-over-tcp-too.test', A, [])).toMatchObject({ wholeOverTcp: false });
  expect(sayingOf('garbage.test', A, [])).toEqual({ kind: 'garbage' });
  expect(sayingOf('silent.test', A, [])).toEqual({ kind: 'silence' });
});
