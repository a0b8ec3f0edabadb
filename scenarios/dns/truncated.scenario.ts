// Does a program get an answer that is too long for UDP when TCP to its name server is cut off?
//
// The answer over UDP then says only: ask again over TCP. A firewall that lets no DNS over TCP through is not noticed
// until a name has enough records.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a truncated answer needs TCP', async ({ bed, act, inject }) => {
  const { ask, capture, dns, nameOf, question } = await resolving(bed);
  const sinceMs = Date.now();

  await act.control(async () => {
    expect(await ask('truncated')).toReply('HELLO');
    const isIt = (line: string) => line.includes(nameOf('truncated')) && line.includes('"transport":"tcp"');
    await dns.container.line(isIt, { sinceMs });
    expect(await capture.wire({ transport: 'tcp' })).toShow('SYN', 'data from client', 'data from server');
  });

  await act.fault(async () => {
    const how = await inject('the name server does not answer over TCP', () => 'truncated-over-tcp-too');
    const outcome = await ask(how ?? 'truncated');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
    const again = await capture.wire({ transport: 'tcp' });
    expect(again).toShow('SYN', 'SYN-ACK from server', 'data from client', 'FIN from server');
    expect(again).toNeverShow('data from server');
  });

  await act.lifted(async () => {
    expect(await ask('truncated')).toReply('HELLO');
  });
});
