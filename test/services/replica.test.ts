import { describe, expect, test } from 'vitest';
import { paceMs } from '../../services/pace.ts';
import { findReplica, parseReplicaName, pointerName } from '../../services/replica.ts';

describe('the name that Docker gives to an address', () => {
  test.each([
    ['bed-client-3.bed_default', { service: 'client', index: 3 }],
    ['my-own-bed-client-12.my-own-bed_default', { service: 'client', index: 12 }],
    ['bed_client_7.bed_default', { service: 'client', index: 7 }],
    ['bed2-probe-1.other', { service: 'probe', index: 1 }],
  ])('%s', (name, replica) => {
    expect(parseReplicaName(name)).toEqual(replica);
  });

  test.each([['localhost'], ['a1b2c3d4e5f6'], ['host-7'], ['7.bed_default'], ['client.bed_default'], ['']])(
    '%s is none',
    (name) => {
      expect(parseReplicaName(name)).toBeUndefined();
    },
  );
});

test('an address is asked for backwards', () => {
  expect(pointerName('172.18.0.7')).toBe('7.0.18.172.in-addr.arpa');
});

test('CLIENT_INDEX overrules everything', async () => {
  expect(await findReplica({ CLIENT_INDEX: '0' })).toEqual({ index: 0 });
});

test('CLIENT_INDEX has to be a number', async () => {
  await expect(findReplica({ CLIENT_INDEX: 'first' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});

test('all clients together write at most ten rounds a second', () => {
  for (const replicas of [1, 4, 10, 11, 50, 500]) {
    const roundsPerSecond = (replicas * 1000) / paceMs(replicas);
    expect(roundsPerSecond).toBeLessThanOrEqual(10);
  }
  expect(paceMs(4)).toBe(1000);
  expect(paceMs(50)).toBe(5000);
});
