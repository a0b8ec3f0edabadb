// Does a server that is stopped in good order (SIGTERM) end its idle connections with a FIN, and refuse new ones?
//
// What a deployment does to each client. The machine lives on here, so it can refuse; a container that goes with its
// program would be silent (tcp/silence/killed).

import { expect, scenario } from 'socketbed/vitest';

scenario('a server that is stopped says goodbye', async ({ bed, act, inject }) => {
  const [machine, client] = [await bed.probe(), await bed.probe()];
  const server = await bed.service('tcp', { machine: machine.container });
  const capture = await bed.capture(client.container);
  const socket = await client.connect('tcp', server.address);

  await act.control(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const end = socket.receive();
    await inject('the server is told to stop', () => server.container.stop());
    expect(await end).toBeClosed({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('5 bytes from server', 'FIN from server');
    expect(wire).toNeverShow('RST');
    const outcome = await client.ask('tcp', server.address, 'hello');
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });
});
