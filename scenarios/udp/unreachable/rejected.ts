// A server's machine answers datagrams with ICMP, as a firewall or a router on the way does. Two connected sockets of the
// same client: a plain one, and one with IP_RECVERR, which wants to be told of everything.
//
//   client -- datagram --> server's firewall
//          <-- ICMP --

import { faults } from 'socketbed';
import { expect, type ScenarioFixtures } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';

type Rejection = Parameters<typeof faults.reject>[0];

/** Long enough for an ICMP message that comes in a millisecond. */
const silenceMs = 300;

/** Tells the scenario of one message. `plain` says whether a plain socket too is told, which the kernel decides. */
export function rejected(rejection: Rejection, code: string, plain: 'told' | 'not told') {
  return async ({ bed, act, inject }: ScenarioFixtures): Promise<void> => {
    const [server, client] = await Promise.all([bed.probe({ sysctls: shortTimers }), bed.probe()]);
    const service = await server.listen('udp');
    const { address } = service;
    const port = 'port' in address ? address.port : 0;
    const simple = await client.connect('udp', address);
    const curious = await client.connect('udp', address, { receiveErrors: true });
    const capture = await bed.capture(client.container);

    await act.control(async () => {
      for (const socket of [simple, curious]) {
        expect(await socket.send('hello')).toBeSent(5);
        expect(await service.receive()).toReceive('hello');
      }
    });

    await act.fault(async () => {
      const fault = faults.reject(rejection, { direction: 'in', protocol: 'udp', localPort: port });
      await using _ = await inject(fault, server.container);
      expect(await curious.send('hello')).toBeSent(5);
      expect(await curious.receive()).toBeUnreachable({ code, syscall: 'recv' });
      expect(await simple.send('hello')).toBeSent(5);
      if (plain === 'told') expect(await simple.receive()).toBeUnreachable({ code, syscall: 'recv' });
      else expect(await simple.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
      for (const of of [simple, curious]) {
        expect(await capture.wire({ of })).toShow('5 bytes from client', `ICMP ${rejection} from server`);
      }
    });

    await act.lifted(async () => {
      expect(await simple.send('hello')).toBeSent(5);
      expect(await service.receive()).toReceive('hello');
    });
  };
}
