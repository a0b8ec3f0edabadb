// Handlers that the tests' servers run; a module of its own because child processes and workers load it.

import {
  BaseRequestHandler,
  type Datagram,
  DatagramRequestHandler,
  StreamRequestHandler,
} from '../../src/socketserver/index.ts';

/** Sends back each line, as CPython's own tests do. */
export class LineEcho extends StreamRequestHandler {
  override async handle(): Promise<void> {
    for await (const line of this.rfile) await this.wfile.write(line);
  }
}

/** Sends back the datagram. */
export class DatagramEcho extends DatagramRequestHandler {
  override handle(): void {
    this.wfile.write(this.packet);
  }
}

/** Answers with the process and thread it runs in. */
export class WhereAmI extends BaseRequestHandler {
  override async handle(): Promise<void> {
    const { threadId } = await import('node:worker_threads');
    await this.request.sendAll(`${process.pid}/${threadId}\n`);
    await this.request.recv();
  }
}

/** Computes for as long as the client says, ms: what stops everybody else in one thread. */
export class Computing extends StreamRequestHandler {
  override async handle(): Promise<void> {
    const endMs = performance.now() + Number(await this.rfile.readline());
    while (performance.now() < endMs);
    await this.wfile.write('done\n');
  }
}

export class Failing extends BaseRequestHandler<unknown> {
  override handle(): void {
    throw new RangeError('this handler always fails');
  }
}

/** Ends its whole process, as a crash would. */
export class Crashing extends BaseRequestHandler {
  override async handle(): Promise<void> {
    await this.request.recv();
    process.kill(process.pid, 'SIGKILL');
    await this.request.recv();
  }
}

/** Replies to datagrams in upper case through the server's socket. */
export class DatagramUpper extends BaseRequestHandler<Datagram> {
  override async handle(): Promise<void> {
    const { data, socket } = this.request;
    await socket.sendTo(data.toString('latin1').toUpperCase(), this.clientAddress);
  }
}

export default LineEcho;
