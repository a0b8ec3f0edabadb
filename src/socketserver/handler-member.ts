// The program of a child process or worker thread that runs a server's handlers (see handler-pool.ts).
//
// It loads the handler module once and then gives each request the life that the server itself would give it.

import type { Socket } from 'node:net';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { SocketAddress } from './address.ts';
import { Connection } from './connection.ts';
import type { Datagram } from './datagram-server.ts';
import {
  type DatagramRequestMessage,
  type ErrorMessage,
  type FromMember,
  fromErrorMessage,
  type RequestMessage,
  type ToMember,
  toErrorMessage,
} from './handler-messages.ts';
import type { RequestHandlerClass } from './request-handler.ts';

type AnyHandler = RequestHandlerClass<Connection | Datagram, SocketAddress>;

const connections = new Map<number, Connection>();
const sends = new Map<number, (error: ErrorMessage | undefined) => void>();
let lastSendId = 0;

const Handler = loadHandler(new URL(isMainThread ? (process.argv[2] ?? '') : String(workerData)));
Handler.then(
  () => post({ type: 'ready' }),
  (error) => {
    post({ type: 'invalid', reason: toErrorMessage(error).message });
    // Let the message leave before the process does.
    setImmediate(() => process.exit(1));
  },
);
listen((message, socket) => {
  if (message.type === 'request') void serve(message, socket);
  else if (message.type === 'sent') sends.get(message.sendId)?.(message.error);
  else if (message.type === 'reset') connections.get(message.id)?.reset();
  else connections.get(message.id)?.endWhenIdle();
});

async function loadHandler(module: URL): Promise<AnyHandler> {
  const name = module.hash === '' ? 'default' : decodeURIComponent(module.hash.slice(1));
  const exported: unknown = (await import(module.href))[name];
  if (isHandlerClass(exported)) return exported;
  throw new TypeError(`${module.href} exports no request handler class as ${name}`);
}

function isHandlerClass(exported: unknown): exported is AnyHandler {
  return typeof exported === 'function' && typeof exported.prototype?.run === 'function';
}

async function serve(message: RequestMessage, socket: Socket | undefined): Promise<void> {
  const { id, clientAddress, serverAddress } = message;
  let request: Connection | Datagram;
  if (message.kind === 'datagram') request = datagramOf(message);
  else if (socket !== undefined) request = new Connection(socket, clientAddress);
  // The client was gone before its socket arrived here.
  else return post({ type: 'done', id });
  if (request instanceof Connection) connections.set(id, request);
  let outcome: FromMember = { type: 'done', id };
  try {
    const Class = await Handler;
    await new Class(request, clientAddress, { serverAddress }).run();
  } catch (error) {
    outcome = { type: 'failed', id, error: toErrorMessage(error) };
  }
  if (request instanceof Connection) await request.close();
  connections.delete(id);
  post(outcome);
}

/** Replies travel back to the server, which owns the socket. */
function datagramOf({ id, data, truncated }: DatagramRequestMessage): Datagram {
  const sendTo = (reply: Uint8Array | string, address: SocketAddress): Promise<void> =>
    new Promise((resolve, reject) => {
      lastSendId += 1;
      const sendId = lastSendId;
      sends.set(sendId, (error) => {
        sends.delete(sendId);
        if (error === undefined) resolve();
        else reject(fromErrorMessage(error));
      });
      post({
        type: 'send',
        id,
        sendId,
        data: typeof reply === 'string' ? Buffer.from(reply) : reply,
        address,
      });
    });
  return { data: Buffer.from(data), truncated, socket: { sendTo } };
}

function post(message: FromMember): void {
  if (parentPort !== null) parentPort.postMessage(message);
  else process.send?.(message);
}

function listen(listener: (message: ToMember, socket: Socket | undefined) => void): void {
  if (parentPort !== null) parentPort.on('message', ({ message, socket }) => listener(message, socket));
  else process.on('message', (message: ToMember, socket: Socket | undefined) => listener(message, socket));
  // The server is gone, however it went: nobody wants the answers.
  process.on('disconnect', () => process.exit(0));
}
