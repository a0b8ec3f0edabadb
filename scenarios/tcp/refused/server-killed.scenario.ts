// Does a client whose server was killed get ECONNREFUSED, and a reply again once the server has been started again?
//
// The original's error note 2 (WinError 10061): the target machine actively refused; find the process, start it again.
// The machine lives on, so it can refuse; a container that dies with its program would only be silent.

import { expect, scenario } from 'socketbed/vitest';

scenario('a killed server refuses until it is started again', async ({ bed, act, inject }) => {
  const [machine, client] = [await bed.probe(), await bed.probe()];
  const server = await bed.service('tcp', { machine: machine.container });
  const ask = () => client.ask('tcp', server.address, 'hello');
  const capture = await bed.capture(client.container);
  const open = await client.connect('tcp', server.address);

  await act.control(async () => {
    expect(await ask()).toReply('HELLO');
    expect(await open.ask('still here')).toReply('STILL HERE');
  });

  await act.fault(async () => {
    await inject('the server is killed', () => server.container.kill());
    expect(await ask()).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
    // It had read everything, so the connection that was open got a FIN and not a RST.
    expect(await open.receive()).toBeClosed({ syscall: 'recv' });
    const wire = await capture.wire({ of: open });
    expect(wire).toShow('10 bytes from server', 'FIN from server');
    expect(wire).toNeverShow('RST');
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await ask()).toReply('HELLO');
  });
});
