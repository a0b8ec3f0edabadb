// What does a UDP socket get that listens: "operation not supported"?
//
// EOPNOTSUPP, which Node calls ENOTSUP: on Linux both are 95. There are no connections to listen for; a bound UDP socket
// receives as it is.

import { expect, scenario } from 'socketbed/vitest';

const at = { host: '0.0.0.0', port: 9000 };

scenario('a datagram socket cannot listen', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const [tcp, udp] = [server.tcp(), server.udp()];

  await act.control(async () => {
    expect(await tcp.bind(at)).toBeBound();
    expect(await udp.bind(at)).toBeBound();
  });

  await act.fault(async () => {
    const socket = (await inject('the socket is of the wrong type', () => udp)) ?? tcp;
    expect(await socket.listen()).toFail({ code: 'ENOTSUP', syscall: 'listen' });
  });

  await act.lifted(async () => {
    expect(await tcp.listen()).toListen();
    expect(await client.udp().send('hello', { to: server.container.at(at.port) })).toBeSent(5);
    expect(await udp.receive()).toReceive('hello');
  });
});
