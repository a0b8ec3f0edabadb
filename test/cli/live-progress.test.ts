// What is drawn at the bottom of a terminal while a run goes on, on a stream that only takes it down.

import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { LiveProgress } from '../../src/cli/live-progress.ts';

function progress(usual: Readonly<Record<string, number>> = {}, columns = 80) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const sink = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      written.push(text);
      done();
    },
  });
  const stream = Object.assign(sink, { columns, isTTY: true }) as unknown as NodeJS.WriteStream;
  const live = new LiveProgress({
    ids: ['a', 'b', 'c', 'd'],
    usualMs: (id) => usual[id],
    stream,
    now: () => clock.ms,
  });
  onTestFinished(() => live[Symbol.dispose]());
  return { live, written, clock, lines: () => live.lines().map(stripVTControlCharacters) };
}

test('counts what runs and what came of the others', () => {
  const { live, lines, clock } = progress();
  live.began('a');
  live.began('b');
  live.ended('a', 'passed');
  clock.ms = 2500;
  expect(lines()).toEqual([
    `${'━'.repeat(10)}${'─'.repeat(30)}  1 of 4`,
    '1 passed, 0 failed, 1 running',
    'b 2.5 s',
  ]);
  live.ended('b', 'failed');
  live.began('c');
  live.ended('c', 'unsupported');
  expect(lines()[1]).toBe('1 passed, 1 failed, 1 unsupported, 0 running');
});

test('the time left is what earlier runs took, side by side as they run now', () => {
  const { live, lines, clock } = progress({ a: 4000, b: 4000, c: 10_000 });
  expect(lines()[1]).toMatch(/about 24 s left$/);
  live.began('a');
  live.began('b');
  clock.ms = 1000;
  // 3 and 3 seconds of these, 10 of c, 6 (the mean) of d that nobody knows; two at a time.
  expect(lines()[1]).toMatch(/about 11 s left$/);
});

test('draws over itself, and what is printed stays above', () => {
  const { live, written } = progress();
  written.length = 0;
  live.print('✖ failed  b');
  expect(written).toEqual([
    '\u001B[2A\u001B[0J',
    '✖ failed  b\n',
    expect.stringMatching(/0 of 4\n.*0 running\n$/s),
  ]);
  written.length = 0;
  live[Symbol.dispose]();
  live[Symbol.dispose]();
  expect(written).toEqual(['\u001B[2A\u001B[0J']);
});

test('no line is wider than the terminal, for a wrapped one could not be drawn over', () => {
  const { live, written } = progress({}, 30);
  live.began('a-scenario-with-a-name-that-is-longer-than-the-terminal');
  written.length = 0;
  live.draw();
  const widths = written
    .join('')
    .split('\n')
    .map((line) => stripVTControlCharacters(line).length);
  expect(Math.max(...widths)).toBeLessThan(30);
});
