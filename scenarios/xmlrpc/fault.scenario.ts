// What does a client get for a call that the server cannot carry out: an error of the network?
//
// No: a fault, a value with a number and a text, in an answer whose HTTP status is 200. The connection is fine.

import { expect, scenario } from 'socketbed/vitest';

scenario('a call that fails is an answer', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('xmlrpc'), bed.probe()]);
  const { address } = server;
  const capture = await bed.capture(client.container);
  const works = async () => expect(await client.call(address, 'add', [2, 3])).toReply('5');

  await act.control(works);

  await act.fault(async () => {
    const method = (await inject('the method is not there', () => 'subtract')) ?? 'add';
    expect(await client.call(address, method, [2, 3])).toReply(
      JSON.stringify({
        faultCode: 1,
        faultString: '<class \'Exception\'>:method "subtract" is not supported',
      }),
    );
    const wire = await capture.wire();
    expect(wire).toShow('data from client', 'data from server');
    expect(wire).toNeverShow('RST');
  });

  await act.lifted(works);
});
