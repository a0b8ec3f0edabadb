// The same image once more, with few file descriptors (`ulimit -n`), and more clients than it has of them: is it full in
// good order? A no is an answer; a client that waits in a queue for ever has none.

import { failureKinds } from '../../errors/outcome.ts';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import type { CheckRecord } from '../check-record.ts';
import { failed, type Judgement, passed, unsupported } from '../judgement.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';
import { startBench } from './start-bench.ts';
import { startProblem } from './start-problem.ts';

const descriptors = 96;
const clients = 120;

export const fewDescriptors: ServerCheck = {
  name: 'few-descriptors',
  question: 'Does it refuse, and not hang, when it has no descriptors left, and serve again afterwards?',
  expected: 'a reply, or a quick no; then a reply',
  during: 'another of its kind was full',
  needs: ['silent-clients', 'sockets-return'],
  async run(bench, record) {
    const { bed, program, image, signal } = bench.parts;
    const full = await startBench(bed, { program, image, signal }, { nofile: descriptors });
    try {
      if (!(await full.serves(program.startMs))) {
        const { sentence } = await startProblem(full);
        return unsupported(`with ${descriptors} descriptors it does not start: ${sentence}`);
      }
      return await fill(full, record);
    } finally {
      await full.close();
    }
  },
};

async function fill(full: ServerBench, record: CheckRecord): Promise<Judgement> {
  await record.broke(`${clients} clients connect to one with ${descriptors} descriptors`, () =>
    full.opened(clients),
  );
  const during = await full.ask();
  const { kind } = during.outcome;
  const isAnswered = during.isRight || kind === 'wrong' || (kind in failureKinds && kind !== 'timeout');
  record.look(`${full.words}, or a quick no`, during.outcome, isAnswered);
  await full.parts.bad.closeAll();
  const isBack = await full.waitFor(async () => (await full.ask(1000)).isRight, full.timeoutMs);
  const having = `with ${descriptors} descriptors and ${clients} clients`;
  if (!isBack) {
    const death = await full.deathSoon();
    return failed(
      `${having} it was full, and ${death ?? 'does not serve any more when they have gone'}`,
      'Handle EMFILE of accept: wait until a connection ends, and go on accepting',
    );
  }
  if (during.isRight) return passed(`${having} it still serves, and goes on when they have gone`);
  if (isAnswered)
    return passed(
      `${having} it says no at once (${describeOutcome(during.outcome)}), and serves again when they have gone`,
    );
  return failed(
    `${having} a good client waits for ever: it neither serves nor refuses (it serves again when they have gone)`,
    'Limit its connections below its descriptors, and close what is beyond: a quick no lets clients go elsewhere',
  );
}
