// The target works. Who does not pass this is not checked any further.

import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import { clientContract } from './client-program.ts';
import { commonEnding, saidLast, timeOf } from './endings.ts';
import { counted, wordsOf } from './tried.ts';

export const goodServer: ClientCase = {
  name: 'good-server',
  question: 'Does it work with a good server?',
  expected: 'exit code 0, or a running program that is answered',
  async play(stage) {
    await stage.target.answer();
    return await stage.run();
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined && common.verdict !== 'unknown') return common;
    const { exitCode, attempts, lastLines, transport } = seen;
    if (attempts.length === 0) {
      return failed(
        common?.sentence ?? wordsOf[transport].none,
        `In ${clientContract.target} it finds ${wordsOf[transport].target}: let it ask there`,
      );
    }
    const answered = attempts.filter(({ answerBytes }) => answerBytes > 0).length;
    if (exitCode === 0)
      return passed(`it works: exit code 0 after ${timeOf(seen)}, ${counted(transport, attempts.length)}`);
    if (exitCode !== undefined) {
      return failed(
        `with a good server it ended with exit code ${exitCode} after ${timeOf(seen)}${saidLast(lastLines)}`,
        seen.hasUpstream
          ? 'Does it work with that server without socketbed? Are name, password and database right?'
          : 'Does it understand the answer? Without --answer the target gives requests back in upper case; --upstream puts a real server there',
      );
    }
    if (answered > 0)
      return passed(
        `it works, and goes on running: ${counted(transport, attempts.length)}, answered; judged from outside`,
      );
    return failed(
      `it was not answered within ${timeOf(seen)}: ${counted(transport, attempts.length)}, ${attempts[0]?.requestBytes ?? 0} bytes in the first`,
      seen.hasUpstream
        ? 'Does it work with that server without socketbed?'
        : 'The target speaks when it is spoken to: where the server speaks first, name a real one with --upstream',
    );
  },
};
