// A server's machine answers SYNs with ICMP instead of letting them in, as a firewall or a router on the way does, and
// the client gets the code that its kernel has for that message. One scenario for each message.
//
//   client -- SYN --> server's firewall
//          <-- ICMP --

import { faults, type Outcome, type Probe } from 'socketbed';
import { expect, type ScenarioFixtures } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';

type Rejection = Parameters<typeof faults.reject>[0];

/** A sysctl of its own: IPv6 has no other of the short timers. */
const sysctls = {
  4: shortTimers,
  6: { 'net.ipv6.icmp.ratelimit': '0' },
} as const;

/** Tells the scenario of one message: what `connect` gives, and that packets were why. */
export function rejected(ipVersion: 4 | 6, rejection: Rejection, code: string) {
  return async ({ bed, act, inject }: ScenarioFixtures): Promise<void> => {
    const { server, client } = await machines(bed, ipVersion);
    const listener = await server.listen('tcp', { family: ipVersion });
    const target = listener.address;
    // Where the fault goes too: one sidecar is enough.
    const capture = await bed.capture(server.container);
    const port = 'port' in target ? target.port : 0;
    const fault = faults.reject(rejection, { direction: 'in', protocol: 'tcp', localPort: port, ipVersion });
    const { kind, wire = [] } = fault.shows ?? {};

    await act.control(async () => {
      expect(await client.connect('tcp', target)).toBeConnected();
      expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
      expect(fault.shows).toMatchObject({ code });
    });

    await act.fault(async () => {
      await using _ = await inject(fault, server.container);
      const { outcome } = await client.connect('tcp', target);
      expectFailure(outcome, kind, { code, syscall: 'connect' });
      const seen = await capture.wire();
      expect(seen).toShow(...wire);
      expect(seen).toNeverShow('SYN-ACK', 'RST');
    });

    await act.lifted(async () => {
      expect(await client.connect('tcp', target)).toBeConnected();
    });
  };
}

async function machines(
  bed: ScenarioFixtures['bed'],
  ipVersion: 4 | 6,
): Promise<{ server: Probe; client: Probe }> {
  const place = ipVersion === 6 ? { ipv6: true } : {};
  const [server, client] = await Promise.all([
    bed.probe({ ...place, sysctls: sysctls[ipVersion] }),
    bed.probe(place),
  ]);
  return { server, client };
}

function expectFailure(
  outcome: Outcome | undefined,
  kind: string | undefined,
  details: { code: string; syscall: string },
): void {
  if (kind === 'refused') expect(outcome).toBeRefused(details);
  else if (kind === 'denied') expect(outcome).toBeDenied(details);
  else expect(outcome).toBeUnreachable(details);
}
