// Does a program get EAI_AGAIN when its name server cannot do what it is asked?
//
// A program that tries again at each "temporary failure" tries for ever: the server will not learn it.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a question that is not implemented is a temporary failure', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers NOTIMP', () => 'notimp');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
