// A fault that is on when the client comes, and lifted after a while: what both such cases do alike.

import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../faults/index.ts';
import { type CheckRecord, now } from '../check-record.ts';
import { failed, type Judgement, passed } from '../judgement.ts';
import type { ClientStage } from './client-stage.ts';
import { commonEnding, saidLast, seconds } from './endings.ts';
import { paceOf } from './pace.ts';
import type { Played, Seen } from './seen.ts';
import { triedInVain } from './tried.ts';

/** Starts the client into the fault, and lifts it some time after the client's first packet. */
export async function liftedAfter(
  stage: ClientStage,
  record: CheckRecord,
  { fault, outageMs }: { readonly fault: Fault; readonly outageMs: number },
): Promise<Played> {
  const injected = await stage.bed.inject(fault, stage.target.probe.container);
  await record.broke(`${fault.does}, then no more`, async () => {
    await stage.start();
    await stage.metBy(injected);
    await pause(outageMs);
    await injected.lift();
  });
  const liftedMs = now();
  return { ...(await stage.ending()), liftedMs };
}

/** Did it recover, and how long after the end of the fault? */
export function judgeLifted(seen: Seen, what: string): Judgement {
  const common = commonEnding(seen, { mayBeUnseen: seen.transport === 'unix' });
  if (common !== undefined) return common;
  const { attempts, exitCode, endedMs, liftedMs = endedMs, transport } = seen;
  const pace = paceOf(attempts);
  const advice = pace.advice === undefined ? {} : { advice: pace.advice };
  const answered = attempts.find(({ answerBytes }) => answerBytes > 0);
  if (answered !== undefined && (exitCode === 0 || exitCode === undefined)) {
    const afterMs = Math.max(0, answered.openedMs - liftedMs);
    return passed(
      `${what}, it ${triedInVain(seen)}was ${transport === 'udp' ? 'answered' : 'connected'} ${seconds(afterMs)} after the fault was lifted`,
      advice,
    );
  }
  const last = attempts.at(-1)?.lastMs ?? endedMs;
  if (exitCode === 0) {
    return failed(
      `${what}, it ended with exit code 0, as if it had worked, and was never answered`,
      'Let its exit code say that it failed (1)',
    );
  }
  if (exitCode !== undefined && last < liftedMs) {
    return passed(
      `${what}, it ${triedInVain(seen)}had given up cleanly (exit code ${exitCode}) before the fault was lifted`,
      {
        advice: 'It does not outlast an outage of some seconds: try again for longer, if it should',
      },
    );
  }
  if (exitCode !== undefined) {
    return failed(
      `${what}, it failed (exit code ${exitCode}) though the fault was lifted ${seconds(endedMs - liftedMs)} before${saidLast(seen.lastLines)}`,
      'Try again on a new connection after a failure',
    );
  }
  return failed(
    `${what}, it had not recovered ${seconds(endedMs - liftedMs)} after the fault was lifted`,
    transport === 'udp'
      ? 'Ask again when no answer comes within a time-out: datagrams are lost'
      : 'Give connect a time-out and try again on a new connection',
  );
}
