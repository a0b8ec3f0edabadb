// The end of a run on a terminal: the tree of all, and what did not pass with the way back to it.

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { formatBad, formatLine, formatTree } from '../../src/cli/format-summary.ts';
import { act, actsAround, refused, results, scenario, wireOfCapture } from '../report/sample-run.ts';

const acts = actsAround(wireOfCapture('refused'), refused);
const failed = scenario('tcp/reset/mid-reply', {
  verdict: 'failed',
  cause: 'expected reset\n\u001B[31mgot   closed',
});
const document = results([
  scenario('udp/refused/connected', { acts: [act('fault', { outcome: refused })] }),
  failed,
  scenario('tcp/refused/closed-port', { acts }),
  scenario('tcp/refused/wrong-port', { verdict: 'unknown', cause: 'the run ended before it did' }),
]);

test('folders are headings, and each line has verdict, cause words and time', () => {
  expect(stripVTControlCharacters(formatTree(document)).replace(/at \S+ [mµ]s/, 'at T')).toBe(
    [
      'tcp',
      '  refused',
      '    ✔ closed-port  ECONNREFUSED · RST from server at T  0.2 s',
      '    ? wrong-port  the run ended before it did  0.2 s',
      '  reset',
      '    ✖ mid-reply  expected reset got closed  0.2 s',
      'udp',
      '  refused',
      '    ✔ connected  ECONNREFUSED  0.2 s',
    ].join('\n'),
  );
});

test('what did not pass: the command, and the place in the page', () => {
  expect(stripVTControlCharacters(formatBad(document, 'results/ab/report.html'))).toBe(
    [
      '✖ tcp/reset/mid-reply  expected reset got closed',
      '    again  ./socketbed run tcp/reset/mid-reply --seed 7',
      '    page   results/ab/report.html#/scenario/tcp/reset/mid-reply',
      '? tcp/refused/wrong-port  the run ended before it did',
      '    again  ./socketbed run tcp/refused/wrong-port --seed 7',
      '    page   results/ab/report.html#/scenario/tcp/refused/wrong-port',
    ].join('\n'),
  );
  expect(formatBad(results([scenario('a')]), undefined)).toBe('');
});

test('a cause of any length stays on one line', () => {
  const line = stripVTControlCharacters(formatLine({ ...failed, cause: `${'long '.repeat(100)}` }));
  expect(line.length).toBeLessThan(220);
  expect(line).not.toContain('\n');
});
