// A scenario has to be told in acts: what is missing is said, before anybody believes its verdict.

import { expect, test } from 'vitest';
import { observe, recordWire } from '../../src/evidence/observed-wire.ts';
import { Acts, noteCheck } from '../../src/vitest/acts.ts';
import { talk } from '../evidence/frames.ts';

const nothing = async () => {};
const broken = (acts: Acts) => async () => void (await acts.inject('it breaks', () => 'broken'));

test('control, fault with a cause, lifted: complete', async () => {
  const acts = new Acts();
  await acts.control(nothing);
  await acts.fault(broken(acts));
  await acts.lifted(nothing);
  acts.checkComplete();
  expect(acts.record.acts.map(({ act }) => act)).toEqual(['control', 'fault', 'lifted']);
  expect(acts.record.acts[1]?.injections).toEqual([
    { what: 'it breaks', atMs: expect.any(Number), durationMs: expect.any(Number) },
  ]);
});

test('a cause that can be lifted tells when it was, the first time', async () => {
  const acts = new Acts();
  let lift = () => {};
  await acts.control(nothing);
  await acts.fault(async () => {
    await acts.inject('it breaks', (onLifted) => {
      lift = onLifted;
    });
  });
  expect(acts.record.acts[1]?.injections[0]).not.toHaveProperty('liftedAtMs');
  lift();
  const lifted = acts.record.acts[1]?.injections[0]?.liftedAtMs ?? 0;
  expect(lifted).toBeGreaterThan(acts.record.acts[1]?.injections[0]?.atMs ?? Number.POSITIVE_INFINITY);
  lift();
  expect(acts.record.acts[1]?.injections[0]?.liftedAtMs).toBe(lifted);
});

test('a control alone is complete: it breaks nothing', async () => {
  const acts = new Acts();
  await acts.control(nothing);
  acts.checkComplete();
});

test('a fault that cannot be lifted says why', async () => {
  const acts = new Acts();
  await acts.control(nothing);
  await acts.fault(broken(acts));
  acts.final('a limit of a container is for life');
  acts.checkComplete();
  expect(acts.record.acts[1]?.final).toBe('a limit of a container is for life');
});

test.each<[string, string, (acts: Acts) => Promise<void>]>([
  ['no act at all', 'no act', nothing],
  ['a fault without control', 'no control', async (acts) => void (await acts.fault(broken(acts)))],
  [
    'a fault that breaks nothing',
    'injects nothing',
    async (acts) => {
      await acts.control(nothing);
      await acts.fault(nothing);
      await acts.lifted(nothing);
    },
  ],
  [
    'a fault that stays',
    'not lifted',
    async (acts) => {
      await acts.control(nothing);
      await acts.fault(broken(acts));
    },
  ],
])('%s is told wrongly', async (_name, said, tell) => {
  const acts = new Acts();
  await tell(acts);
  expect(() => acts.checkComplete()).toThrow(said);
});

test('a cause outside of the fault act is refused', async () => {
  const acts = new Acts();
  await expect(acts.inject('it breaks', () => {})).rejects.toThrow('Move it into act.fault');
  await acts.control(async () => {
    await expect(acts.inject('it breaks', () => {})).rejects.toThrow('Move it into act.fault');
  });
  expect(acts.record.acts[0]?.injections).toEqual([]);
});

test('an act inside an act, as by a missing await, is refused', async () => {
  const acts = new Acts();
  await acts.control(async () => {
    await expect(acts.fault(nothing)).rejects.toThrow('fault begins inside of control');
  });
});

test('without faults the cause is left out, and that is not held against the scenario', async () => {
  const acts = new Acts({ withoutFault: true });
  await acts.control(nothing);
  let done = false;
  await acts.fault(async () => {
    const given = await acts.inject('it breaks', () => {
      done = true;
      return 'broken';
    });
    expect(given).toBeUndefined();
  });
  await acts.lifted(nothing);
  expect(done).toBe(false);
  acts.checkComplete();
});

test('for a fault the first failure stands, and what was not as expected before all', async () => {
  const acts = new Acts();
  const times = { atMs: 0, durationMs: 0 };
  const look = (kind: 'sent' | 'reset' | 'closed', passed = true) =>
    noteCheck(acts.record, { expected: kind, outcome: { kind, ...times }, passed });
  await acts.control(async () => {
    look('reset');
    look('sent');
  });
  await acts.fault(async () => {
    await acts.inject('it breaks', () => {});
    look('sent');
    look('reset');
    look('closed');
  });
  const standing = () => acts.record.acts.map(({ outcome }) => outcome?.kind);
  expect(standing()).toEqual(['sent', 'reset']);
  await acts.fault(async () => {
    look('reset');
    look('closed', false);
  });
  expect(standing()).toEqual(['sent', 'reset', 'closed']);
});

test('for a fault the first wire stands, and one that was not as expected before all', async () => {
  const acts = new Acts();
  const look = (capture: string, passed = true) =>
    noteCheck(acts.record, {
      expected: 'SYN',
      wire: recordWire(observe(capture, talk().open().conversation(), 0)),
      passed,
    });
  const lookTwice = async () => {
    look('first');
    look('second');
  };
  await acts.control(lookTwice);
  await acts.fault(async () => {
    await acts.inject('it breaks', () => {});
    await lookTwice();
  });
  await acts.fault(async () => {
    look('first');
    look('second', false);
  });
  expect(acts.record.acts.map((each) => each.wire?.capture)).toEqual(['second', 'first', 'second']);
});

test('the record survives the way to the reporter', async () => {
  const acts = new Acts();
  await acts.control(nothing);
  expect(structuredClone(acts.record)).toEqual(acts.record);
});
