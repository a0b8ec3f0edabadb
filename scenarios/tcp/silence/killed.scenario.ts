// What is left of a container that is killed: an end for those that were connected, and then silence, not a refusal?
//
// The dying process's connections get their FIN, since the network goes last. After that the address belongs to nobody,
// and nobody answers. (Where the machine survives its program, it refuses: tcp/refused/server-killed.)

import { expect, scenario } from 'socketbed/vitest';

/** The kernel sends its SYN again after a second. */
const patienceMs = 1300;

scenario('a killed container ends, and is silent then', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const capture = await bed.capture(client.container);
  const socket = await client.connect('tcp', server.address);

  await act.control(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    await inject('the container is killed', () => server.container.kill());
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('5 bytes from server', 'FIN from server');
    expect(wire).toNeverShow('RST');
    const outcome = await client.ask('tcp', server.address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });
});
