// Does an answer that comes a little after the resolver's timeout help a program in any way?
//
// It does not: the program has had EAI_AGAIN by then. A name server under load, or behind a slow line, is as good as
// none, while its own log shows every question answered.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('an answer after the timeout is none', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('slow-200')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the answer takes 1.5 s, the resolver waits for one', () => 'slow-1500');
    const outcome = await ask(how ?? 'slow-200');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    const late = ['data from client', 'silence 1.4 s', 'data from server'];
    await expect.poll(question, { timeout: 10_000 }).toShow(...late);
  });

  await act.lifted(async () => {
    expect(await ask('slow-200')).toReply('HELLO');
  });
});
