// Real packets in a word: what cells and lines say of them.

import { expect, test } from 'vitest';
import { causeLine, outcomeWord, wireWord } from '../../src/report/cause-word.ts';
import { act, actsAround, outcome, refused, scenario, wireOfCapture } from './sample-run.ts';

const wordOf = (capture: string): string =>
  wireWord({ acts: actsAround(wireOfCapture(capture), refused) }).replace(/\d+(\.\d+)? [mµ]?s$/, 'T');

test.each([
  ['refused', 'RST from server at T'],
  ['reset', 'RST from server at T'],
  ['ttl', /^ICMP ttl-exceeded from 10\.99\.1\.1 at T$/],
  ['udp-closed', 'ICMP port-unreachable from server at T'],
  ['blackhole', /^\d+ SYNs unanswered for T$/],
  ['half-close', 'FIN from client, then both'],
  ['udp-echo', 'answered'],
] as const)('%s', (capture, word) => {
  expect(wordOf(capture)).toMatch(word instanceof RegExp ? word : new RegExp(`^${word}$`));
});

test('the outcome is told by its code, else by its kind, and the act that matters is the fault', () => {
  const fault = act('fault', { outcome: refused });
  expect(
    outcomeWord({ acts: [act('control', { outcome: outcome('connected') }), fault, act('lifted')] }),
  ).toBe('ECONNREFUSED');
  expect(outcomeWord({ acts: [act('control', { outcome: outcome('timeout') })] })).toBe('timeout');
  expect(outcomeWord({ acts: [] })).toBe('');
});

test('a line has both; of what did not pass, the cause', () => {
  const passed = scenario('a', { acts: actsAround(wireOfCapture('refused'), refused) });
  expect(causeLine(passed)).toMatch(/^ECONNREFUSED · RST from server at \S+ [mµ]s$/);
  expect(causeLine({ ...passed, verdict: 'failed', cause: 'expected reset' })).toBe('expected reset');
});
