// Does an abstract name that nobody has give ECONNREFUSED, where a path that nobody has gives ENOENT?
//
// An abstract name has no file: it goes with its socket, so that nothing stale can stay, and nothing can be missing.

import { expect, scenario } from 'socketbed/vitest';

const path = '\0socketbed/abstract-missing';

scenario('an abstract name without a server refuses', async ({ bed, act, inject }) => {
  const machine = await bed.probe();
  const listener = await machine.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await machine.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    await inject('the server closes', () => listener.close());
    const outcome = await machine.connect('unix-stream', { path });
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await machine.listen('unix-stream', { path })).toListen();
    expect(await machine.connect('unix-stream', { path })).toBeConnected();
  });
});
