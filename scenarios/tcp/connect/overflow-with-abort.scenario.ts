// Can connect succeed, and the connection be reset all the same, because the server's accept queue was full?
//
// To a client it is connected once it has the SYN-ACK; the server makes the connection only when the ACK comes. With
// net.ipv4.tcp_abort_on_overflow=1 an ACK that finds the queue full is answered with a RST; by default it is ignored, and
// the client hangs. The queue must fill in between: when it is full before, the SYN itself is dropped (accept-queue-full).

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

/** The queue takes one more than that. */
const backlog = 2;
const sysctls = { 'net.ipv4.tcp_abort_on_overflow': '1' };

scenario('a queue that fills during the handshake resets the connection', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe({ sysctls }), bed.probe()]);
  const listener = await server.listen('tcp', { backlog });
  const { address } = listener;
  const port = 'port' in address ? address.port : 0;
  const capture = await bed.capture(client.container);
  const connect = async () => {
    const socket = await client.connect('tcp', address);
    expect(socket).toBeConnected();
    return socket;
  };

  await act.control(async () => {
    await connect();
    expect(await listener.accept()).toBeAccepted();
  });

  await act.fault(async () => {
    await connect();
    await connect();
    // One place is left for two that both have their SYN-ACK; their ACKs are held up until both are there.
    const acks = { set: ['ack'], unset: ['syn'] } as const;
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port, tcpFlags: acks });
    const held = await inject(fault, server.container);
    const [first, late] = [await connect(), await connect()];
    await held?.lift();
    expect(await first.send('hello')).toBeSent(5);
    expect(await late.send('hello')).toBeSent(5);
    expect(await late.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: late });
    expect(wire).toShow('SYN', 'SYN-ACK from server', '5 bytes from client', 'RST from server');
  });

  await act.lifted(async () => {
    for (let queued = 0; queued <= backlog; queued += 1) expect(await listener.accept()).toBeAccepted();
    await connect();
    expect(await listener.accept()).toBeAccepted();
  });
});
