// How long does a program wait whose name server says nothing: as many seconds as resolv.conf gives it?
//
// Here `timeout:1 attempts:1`; without those it is 10 s or more for each name, and a program seems to hang before it has
// sent a single byte to its server. Node's own timeouts for sockets have not begun.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

/** A little less than the second, which the resolver counts by a clock of its own. */
const waitMs = 950;

scenario('silence of the name server costs the whole timeout', async ({ bed, act, inject }) => {
  const { ask, dns, nameOf, question } = await resolving(bed);
  const sinceMs = Date.now();

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.fault(async () => {
    const how = await inject('the name server does not answer', () => 'silent');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(outcome.durationMs).toBeGreaterThan(waitMs);
    expect(await question()).toShow('data from client', 'nothing');
    await dns.container.line((line) => line.includes(nameOf('silent')), { sinceMs });
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
