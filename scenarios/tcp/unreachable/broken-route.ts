// The client's own machine has no way to the server, or one that is forbidden: connect fails at once and nothing leaves.
// One scenario for each type of route.

import { faults, type Outcome } from 'socketbed';
import { expect, type ScenarioFixtures } from 'socketbed/vitest';

type RouteType = Parameters<typeof faults.route>[0];

/** Tells the scenario of one type; `judge` looks at what `connect` gives. */
export function brokenRoute(type: RouteType, judge: (outcome: Outcome | undefined) => void) {
  return async ({ bed, act, inject }: ScenarioFixtures): Promise<void> => {
    const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
    const { address } = await server.listen('tcp');
    const capture = await bed.capture(client.container);
    const begun = async () => (await capture.conversations({ transport: 'tcp' })).length;

    await act.control(async () => {
      expect(await client.connect('tcp', address)).toBeConnected();
      expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
    });

    await act.fault(async () => {
      const conversations = await begun();
      await using _ = await inject(faults.route(type, server.container.host()), client.container);
      judge((await client.connect('tcp', address)).outcome);
      expect(await begun()).toBe(conversations);
    });

    await act.lifted(async () => {
      expect(await client.connect('tcp', address)).toBeConnected();
    });
  };
}
