// Does a client that does not know the authority of its server get UNABLE_TO_VERIFY_LEAF_SIGNATURE?
//
// The authority of a company that nobody has told the container of (NODE_EXTRA_CA_CERTS), or a server that leaves out
// the certificates between: the client cannot tell the two apart.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('an authority that is not known', async ({ bed, act, inject }) => {
  const { ca, capture, client, server, servername } = await serving(bed);
  const ask = (trust: { readonly ca?: string }) =>
    client.tls(server.address, { servername, data: 'hello', ...trust });

  await act.control(async () => {
    expect(await ask({ ca })).toReply('HELLO');
  });

  await act.fault(async () => {
    const trust = await inject('the client is not told of the authority', () => ({}));
    expect(await ask(trust ?? { ca })).toBeUntrusted({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(await capture.wire()).toShow('data from client', 'data from server', 'FIN from client');
  });

  await act.lifted(async () => {
    expect(await ask({ ca })).toReply('HELLO');
  });
});
