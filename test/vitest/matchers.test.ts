// What a test file sees of a wrong outcome, and what the record keeps of each look.

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/errors/outcome.ts';
import type { ScenarioRecord } from '../../src/evidence/results.ts';
import { Acts } from '../../src/vitest/acts.ts';
import '../../src/vitest/matchers.ts';

const times = { atMs: 1_000, durationMs: 1.25 };
const reset: Outcome = { kind: 'reset', code: 'ECONNRESET', syscall: 'recv', errno: 104, ...times };
const closed: Outcome = { kind: 'closed', syscall: 'recv', ...times };
const received: Outcome = { kind: 'received', data: Buffer.from('HELLO'), text: 'HELLO', ...times };
const reply: Outcome = { kind: 'reply', reply: 'HELLO', roundTripMs: 1, ...times };

function messageOf(look: () => void): string {
  try {
    look();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it passed';
}

describe('an outcome is told from its neighbours', () => {
  test('a reset is no close, whatever the code', () => {
    expect(reset).toBeReset();
    expect(reset).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(closed).not.toBeReset();
    expect(closed).toBeClosed({ syscall: 'recv' });
    expect(reset).not.toBeClosed();
  });

  test('code, system call and bytes are asked for exactly', () => {
    expect(messageOf(() => expect(reset).toBeReset({ code: 'EPIPE' }))).toContain('expected  reset (EPIPE)');
    expect(messageOf(() => expect(reset).toBeReset({ syscall: 'send' }))).toContain('expected  reset (send)');
    expect(messageOf(() => expect(reset).toBeReset({ bytes: 3 }))).toContain('expected  reset 3 bytes');
    expect({ ...reset, data: Buffer.from('abc') }).toBeReset({ bytes: 3, text: 'abc' });
  });

  test('replies and received bytes have to be the same, all of them', () => {
    expect(reply).toReply('HELLO');
    expect(received).toReply('HELLO');
    expect(received).toReceive(Buffer.from('HELLO'));
    expect(received).not.toReceive('HELL');
    expect(reply).not.toReply('hello');
    expect({ kind: 'sent', bytes: 5, ...times }).toBeSent(5);
    expect({ kind: 'sent', bytes: 5, ...times }).not.toBeSent(4);
  });

  test('a socket stands for what its last step came to', () => {
    expect({ outcome: { kind: 'connected', local: 'a:1', peer: 'b:2', ...times } }).toBeConnected();
  });
});

describe('messages', () => {
  test('show expected and seen', () => {
    const message = messageOf(() => expect(closed).toBeReset({ code: 'ECONNRESET', syscall: 'recv' }));
    expect(message).toBe('expected  reset (ECONNRESET recv)\nseen      closed (recv) after 1.3 ms');
  });

  test('of a look for the contrary say so', () => {
    const message = messageOf(() => expect(reset).not.toBeReset());
    expect(message).toMatch(/^expected {2}not reset\nseen {6}reset \(ECONNRESET recv\)/);
  });

  test.each([
    ['a promise', Promise.resolve(reset), 'is an await missing?'],
    ['nothing', undefined, 'is an await missing?'],
    ['a socket that has done nothing', { outcome: undefined }, 'a socket that has not connected'],
  ])('%s is no outcome', (_name, value, said) => {
    expect(messageOf(() => expect(value).toBeReset())).toContain(said);
  });
});

describe('the record', () => {
  const record = ({ task }: { task: { meta: { scenario?: ScenarioRecord } } }, acts: Acts) => {
    task.meta.scenario = acts.record;
    return acts.record;
  };

  test('has every look inside an act, and the last one stands for it', async (context) => {
    const acts = new Acts();
    const { acts: kept } = record(context, acts);
    expect(reply).toReply();
    await acts.control(async () => {
      expect(reply).toReply('HELLO');
      messageOf(() => expect(closed).toBeReset());
      expect(closed).not.toBeReset();
    });
    delete context.task.meta.scenario;
    expect(kept).toHaveLength(1);
    expect(kept[0]?.checks.map(({ expected, passed }) => [expected, passed])).toEqual([
      ['reply "HELLO"', true],
      ['reset', false],
      ['not reset', true],
    ]);
    expect(kept[0]).toMatchObject({ expected: 'not reset', outcome: { kind: 'closed', syscall: 'recv' } });
  });

  test('keeps the beginning of long bytes and their number', async (context) => {
    const acts = new Acts();
    const { acts: kept } = record(context, acts);
    const data = Buffer.from('x'.repeat(5_000));
    await acts.control(async () => {
      expect({ kind: 'received', data, text: data.toString(), ...times }).toReceive(data);
    });
    delete context.task.meta.scenario;
    expect(kept[0]?.outcome).toMatchObject({ kind: 'received', bytes: 5_000, text: 'x'.repeat(200) });
  });

  test('leaves out the tries of a poll', async (context) => {
    const acts = new Acts();
    const { acts: kept } = record(context, acts);
    const outcomes = [reply, reply, closed];
    await acts.control(async () => {
      await expect.poll(() => outcomes.shift(), { interval: 1 }).toBeClosed();
    });
    delete context.task.meta.scenario;
    expect(kept[0]?.checks.map(({ passed }) => passed)).toEqual([true]);
  });
});
