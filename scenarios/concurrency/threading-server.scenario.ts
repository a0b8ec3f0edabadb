// Are clients in containers of their own served at once by a threading server, each while the others hold on?

import { expect, scenario } from 'socketbed/vitest';
import { askWhileAllAreOpen } from './held-open.ts';

scenario('a threading server serves all of its clients at once', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([
    bed.service('tcp', { concurrency: 'threading' }),
    bed.probes(4),
  ]);

  await act.control(async () => {
    for (const reply of await askWhileAllAreOpen(clients, server.address)) expect(reply).toReply();
  });
});
