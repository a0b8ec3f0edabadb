// Does a program get EAI_AGAIN when nonsense comes back from its name server?
//
// Something else has the port, or bytes were changed on the way. It is told at once, as if the server had failed.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('nonsense is a temporary failure', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers nonsense', () => 'garbage');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', '40 bytes from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
