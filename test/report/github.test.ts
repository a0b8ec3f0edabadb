// What GitHub Actions reads: annotations in which no text can be a command, and Markdown in which none can be markup.

import { expect, test } from 'vitest';
import { githubAnnotations, githubSummary } from '../../src/report/github.ts';
import { results, scenario } from './sample-run.ts';

const failed = scenario('tcp/reset', {
  verdict: 'failed',
  cause: 'expected a',
  failures: ['expected 100%\n::error::taken\n```\n# heading'],
});
const document = results([
  scenario('tcp/refused/closed-port'),
  scenario('tcp/refused/wrong-port'),
  failed,
  scenario('udp/delay', { verdict: 'unsupported', cause: 'no NFQUEUE | here' }),
]);

test('an annotation for each that did not pass, on one line, at its file', () => {
  expect(githubAnnotations(document)).toEqual([
    '::error title=tcp/reset failed,file=scenarios/tcp/reset.scenario.ts::expected 100%25%0A::error::taken%0A```%0A# heading%0Aagain  ./socketbed run tcp/reset --seed 7',
    '::notice title=udp/delay unsupported,file=scenarios/udp/delay.scenario.ts::no NFQUEUE | here%0Aagain  ./socketbed run udp/delay --seed 7',
  ]);
  expect(githubAnnotations(results([{ ...failed, id: 'a,b:c' }]), () => '')[0]).toMatch(
    /^::error title=a%2Cb%3Ac failed::/,
  );
});

test('the summary has the totals, what failed whole, and the rest as counts', () => {
  const summary = githubSummary(document);
  expect(summary).toContain('## socketbed: 2 passed, 1 failed, 1 unsupported, 0 unknown');
  expect(summary).toContain('````text\nexpected 100%\n::error::taken\n```\n# heading\n````');
  expect(summary).toContain('| tcp/refused | 2 of 2 |');
  expect(summary).toContain('no NFQUEUE \\| here');
  expect(githubSummary(results([], { state: 'running' }))).toContain('**The run did not end.**');
});
