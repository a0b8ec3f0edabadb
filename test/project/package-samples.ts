// Programs of somebody who has the package installed.

/** Serves an echo in every way that a request can be run: here, in a worker thread, in a child process; prints answers. */
export const echo = `
import { once } from 'node:events';
import { connect } from 'node:net';
import { BaseRequestHandler, ForkingTCPServer, ThreadingTCPServer } from 'socketbed/socketserver';

export class Echo extends BaseRequestHandler {
  async handle() {
    await this.request.sendAll(await this.request.recv(100));
  }
}

async function ask(server) {
  await using running = await server.start();
  const socket = connect(running.address.port, '127.0.0.1').end('hello');
  const [data] = await once(socket, 'data');
  socket.destroy();
  return String(data);
}

if (import.meta.main) {
  const address = { host: '127.0.0.1', port: 0 };
  const handlerModule = new URL('#Echo', import.meta.url);
  console.log(await ask(new ThreadingTCPServer(address, Echo)));
  console.log(await ask(new ThreadingTCPServer(address, Echo, { workers: { handlerModule, count: 1 } })));
  console.log(await ask(new ForkingTCPServer(address, handlerModule)));
}
`;

/** Compiles when the types of the server library are right. */
export const typedServer = `
import { BaseRequestHandler, ThreadingTCPServer } from 'socketbed/socketserver';
import { ServerProxy } from 'socketbed/socketserver/xmlrpc';

class Echo extends BaseRequestHandler {
  async handle(): Promise<void> {
    const data = await this.request.recv(100);
    const text: string = data.toString('latin1');
    await this.request.sendAll(text);
    // @ts-expect-error: a number is no data
    await this.request.sendAll(5);
  }
}
export const server = new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Echo);
export const Proxy = ServerProxy;
`;

/** Compiles when the types of the testbed are right. */
export const typedScenario = `
import { type Bed, explainError, faults, type Outcome } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import Reporter from 'socketbed/vitest/reporter';
import setup from 'socketbed/vitest/setup';

export const id: string | undefined = explainError('10061').entries[0]?.id;

export function check(outcome: Outcome, bed: Bed): void {
  expect(outcome).toBeRefused({ code: 'ECONNREFUSED' });
  // @ts-expect-error: there is no such matcher
  expect(outcome).toBeNonsense();
  // @ts-expect-error: a bed is no number
  const number: number = bed;
  console.log(number, Reporter, setup);
}

scenario('typed', async ({ act, bed, inject }) => {
  const probe = await bed.probe();
  await act.fault(async () => {
    await inject(faults.drop({ direction: 'in', protocol: 'tcp', localPort: 80 }), probe.container);
    // @ts-expect-error: what is no fault is told in words and done by a function
    await inject(faults, probe.container);
  });
});
`;

/** A scenario of their own, on a bed. */
export const ownScenario = `// Does a firewall on the server keep a client out until it is taken away?
import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('a firewall', async ({ act, bed, inject }) => {
  const server = await bed.service('tcp');
  const client = await bed.probe();
  const ask = () => client.ask('tcp', server.address, 'hello');
  await act.control(async () => expect(await ask()).toReply('HELLO'));
  await act.fault(async () => {
    const fault = faults.reject('tcp-reset', { direction: 'in', protocol: 'tcp', localPort: 8080 });
    await using _ = await inject(fault, server.container);
    expect(await ask()).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });
  await act.lifted(async () => expect(await ask()).toReply('HELLO'));
});
`;

export const vitestConfig = `
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['socketbed/vitest/setup'],
    reporters: ['default', 'socketbed/vitest/reporter'],
    pool: 'threads',
    isolate: false,
    testTimeout: 120_000,
  },
});
`;

/** Prints the id of the services' image, built where that has to be. `name` is the package or a path. */
export const imageId = (name: string): string =>
  `console.log(await (await import(${JSON.stringify(name)})).ensureImage());`;
