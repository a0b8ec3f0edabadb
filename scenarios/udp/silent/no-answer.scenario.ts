// Is a port that is open but never answers the same to a UDP client as one whose datagrams are lost?
//
// The server has the datagram and says nothing, as many do to what they do not like (a wrong key, an unknown request).
// There is no acknowledgement in UDP: only ICMP tells the client anything, and of an open port there is none.

import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 300;

scenario('an open port that does not answer is silent', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const socket = await client.connect('udp', service.address);
  const capture = await bed.capture(client.container);
  const to = socket.address;
  const exchange = async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
  };
  const answer = () => service.send('HELLO!', { to });

  await act.control(async () => {
    await exchange();
    await answer();
    expect(await socket.receive()).toReceive('HELLO!');
  });

  await act.fault(async () => {
    await exchange();
    const isSilent = await inject('the server does not answer', () => true as const);
    if (!isSilent) await answer();
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire()).toShow('6 bytes from server', '5 bytes from client', 'nothing');
  });

  await act.lifted(async () => {
    await exchange();
    await answer();
    expect(await socket.receive()).toReceive('HELLO!');
  });
});
