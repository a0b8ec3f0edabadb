// The service `dns`: a name server that says what the name asks for, over UDP and TCP (see dns/zone.ts): the address in
// the name, an error, nonsense, nothing, or all that late.
//
//   question -> readQuestion -> sayingOf(name) -> writeAnswer -> answer
//
// Environment: HOST, PORT, ADDRESSES, DRAIN_MS, LOG_FORMAT.

import { isIP } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { SocketbedError } from '../src/errors/socketbed-error.ts';
import {
  BaseRequestHandler,
  type Datagram,
  type InternetAddress,
  StreamRequestHandler,
  ThreadingTCPServer,
  ThreadingUDPServer,
} from '../src/socketserver/index.ts';
import { type DnsQuestion, readQuestion, writeAnswer } from './dns/message.ts';
import { sayingOf } from './dns/zone.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { type Environment, portSetting, textSetting } from './settings.ts';

export interface DnsServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`. */
  readonly host?: string;
  /** Of both transports. Default 53. */
  readonly port?: number;
  /** Of names that carry none, such as `good.test`. Default: none. */
  readonly addresses?: readonly string[];
}

/** What goes back for a message; undefined: nothing does. */
type Reply = (message: Buffer) => Promise<Buffer | undefined>;

/** Nothing that makes sense behind the id, in any field. */
const garbage = Buffer.alloc(40, 0xff);

export async function startDnsService(options: DnsServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 53, addresses = [] } = options;
  const udp = new Journal('dns', 'udp', options);
  const tcp = new Journal('dns', 'tcp', options);
  const replyOf =
    (journal: Journal, overTcp: boolean): Reply =>
    async (message) => {
      const question = readQuestion(message);
      if (question === undefined) return undefined;
      journal.asked(question.name, question.type);
      return await reply(question, addresses, overTcp);
    };
  return startService(
    [
      {
        journal: udp,
        server: new ThreadingUDPServer({ host, port }, datagramHandler(replyOf(udp, false)), {
          onEvent: udp.problem,
        }),
      },
      {
        journal: tcp,
        server: new ThreadingTCPServer({ host, port }, streamHandler(replyOf(tcp, true)), {
          onEvent: tcp.problem,
        }),
      },
    ],
    options,
  );
}

async function reply(
  question: DnsQuestion,
  fallback: readonly string[],
  overTcp: boolean,
): Promise<Buffer | undefined> {
  const saying = sayingOf(question.name, question.type, fallback);
  switch (saying.kind) {
    case 'answer':
      if (saying.delayMs > 0) await after(saying.delayMs, undefined, { ref: false });
      return writeAnswer(question, saying);
    case 'truncated': {
      if (!overTcp) return writeAnswer(question, { rcode: 0, truncated: true });
      const { addresses, wholeOverTcp } = saying;
      return wholeOverTcp ? writeAnswer(question, { rcode: 0, addresses }) : undefined;
    }
    case 'garbage': {
      const bytes = Buffer.from(garbage);
      bytes.writeUInt16BE(question.id, 0);
      return bytes;
    }
    case 'silence':
      return undefined;
  }
}

function datagramHandler(replyTo: Reply) {
  return class extends BaseRequestHandler<Datagram<InternetAddress>, InternetAddress> {
    override async handle(): Promise<void> {
      const answer = await replyTo(this.request.data);
      if (answer !== undefined) await this.request.socket.sendTo(answer, this.clientAddress);
    }
  };
}

/** Over TCP each message has its length before it; a client to whom nothing is said is let go. */
function streamHandler(replyTo: Reply) {
  return class extends StreamRequestHandler<InternetAddress> {
    override async handle(): Promise<void> {
      for (;;) {
        const length = await this.rfile.read(2);
        if (length.length < 2) return;
        const answer = await replyTo(await this.rfile.read(length.readUInt16BE(0)));
        if (answer === undefined) return;
        const head = Buffer.alloc(2);
        head.writeUInt16BE(answer.length);
        await this.request.sendAll(Buffer.concat([head, answer]));
      }
    }
  };
}

/** ADDRESSES: `172.18.0.5,fd00::5`. */
function addressesSetting(env: Environment): string[] {
  const text = textSetting(env, 'ADDRESSES', '');
  const addresses = text.split(',').filter((address) => address !== '');
  const wrong = addresses.find((address) => isIP(address) === 0);
  if (wrong === undefined) return addresses;
  throw new SocketbedError({
    code: 'OPTION_INVALID',
    what: `ADDRESSES has ${JSON.stringify(wrong)}`,
    found: 'expected addresses with commas between them, such as 172.18.0.5,fd00::5',
    advice: 'Correct ADDRESSES, or leave it out',
  });
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const service = await startDnsService({
      ...serviceOptions(env),
      host: textSetting(env, 'HOST', '0.0.0.0'),
      port: portSetting(env, 'PORT', 53),
      addresses: addressesSetting(env),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
