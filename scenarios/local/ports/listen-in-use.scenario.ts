// Can two sockets with SO_REUSEADDR be bound to one port, of which the second to listen gets EADDRINUSE?
//
// bind lets both in, as long as none listens. So the error may come from listen, late, and in a program that checks only
// bind it does not come at all.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a port is contended when the second one listens', async ({ bed, act, inject }) => {
  const machine = await bed.probe();
  const [first, second] = [machine.tcp({ reuseAddress: true }), machine.tcp({ reuseAddress: true })];
  const at = { host: '0.0.0.0', port };

  await act.control(async () => {
    expect(await first.bind(at)).toBeBound();
    expect(await second.bind(at)).toBeBound();
  });

  await act.fault(async () => {
    await inject('the first one listens', () => first.listen());
    expect(await second.listen()).toBeInUse({ code: 'EADDRINUSE', syscall: 'listen' });
  });

  await act.lifted(async () => {
    expect(await first.close()).toBeDone();
    expect(await second.listen()).toListen();
  });
});
