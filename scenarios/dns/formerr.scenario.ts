// Does a program get ENOTFOUND when its name server does not understand the question?
//
// Old servers and middleboxes answer FORMERR to what is new to them (EDNS). The program is told that the name does not
// exist, which nobody has said.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a question that was not understood is a name not found', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers FORMERR', () => 'formerr');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
