// The target takes connections and requests, and never says a word.

import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import { commonEnding, seconds, timeOf } from './endings.ts';
import { tried } from './tried.ts';

export const silentServer: ClientCase = {
  name: 'silent-server',
  question: 'What does it do when the server takes what it says, and never answers?',
  expected: 'it gives up in time, or tries again',
  async play(stage, record) {
    await stage.target.keepSilent();
    return await record.broke('the server takes everything and says nothing', () => stage.run());
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined) return common;
    const { attempts, exitCode, transport } = seen;
    const [first] = attempts;
    if (exitCode === 0) {
      return failed(
        'a server that says nothing, and it ended with exit code 0, as if it had worked',
        'Let its exit code say that it failed (1)',
      );
    }
    if (exitCode !== undefined)
      return passed(
        `on a silent server it ${tried(seen)} and gave up after ${timeOf(seen)} (exit code ${exitCode})`,
      );
    if (first?.endedByClientMs !== undefined) {
      const waited = seconds(first.endedByClientMs - first.atMs);
      return passed(
        `on a silent server it gives up each attempt after ${waited} or so and tries again (it ${tried(seen)})`,
      );
    }
    if (transport === 'udp' && attempts.length > 1)
      return passed(`on a silent server it ${tried(seen)} and goes on`);
    return failed(
      `on a silent server it waited longer than ${timeOf(seen)}: no read time-out, or a longer one`,
      'Set a read time-out: the kernel alone never gives up waiting for a reply',
    );
  },
};
