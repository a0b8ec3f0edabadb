// The service `tls`: the echo server over TLS, once as it should be and once for each way in which it should not, every
// one on a port of its own (see src/protocol/tls.ts). After the ready lines it tells its credentials in one line of the
// log: whom to trust, and a certificate for clients; both are made at its start.
//
// Environment: HOST, PORT (of the first; the others follow), DRAIN_MS, LOG_FORMAT, LOG_CONNECTIONS.

import type { TlsOptions } from 'node:tls';
import { type TlsCredentials, type TlsMode, tlsModes } from '../src/protocol/tls.ts';
import {
  type Connection,
  type InternetAddress,
  type RequestHandlerClass,
  ThreadingTCPServer,
} from '../src/socketserver/index.ts';
import { streamEcho } from './echo.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { portSetting, textSetting } from './settings.ts';
import { makeCertificate } from './tls/certificate.ts';
import { flippingRelay } from './tls/flipping-relay.ts';
import { misbehaving } from './tls/misbehaviours.ts';

export interface TlsServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`. */
  readonly host?: string;
  /** Of the mode `good`; the others have the next ones. Default 8443; 0 takes a free one for each. */
  readonly port?: number;
}

const servername = 'server.test';
const oneCipher = 'ECDHE-ECDSA-AES256-GCM-SHA384';

type Handler = RequestHandlerClass<Connection, InternetAddress>;

export async function startTlsService(options: TlsServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 8443 } = options;
  const journal = new Journal('tls', 'tcp', options);
  const { credentials, tlsOf } = makeCredentials();
  const echo: Handler = streamEcho(journal);
  const servers: ThreadingTCPServer[] = [];
  const good = (): InternetAddress => ({ host: '127.0.0.1', port: servers[0]?.serverAddress.port ?? 0 });
  const raw: Partial<Record<TlsMode, Handler>> = {
    plaintext: misbehaving('plaintext'),
    silent: misbehaving('silent'),
    reset: misbehaving('reset'),
    end: misbehaving('end'),
    flipped: flippingRelay(good),
  };
  for (const [index, mode] of modes.entries()) {
    const address = { host, port: port === 0 ? 0 : port + index };
    const tls = tlsOf[mode];
    servers.push(
      new ThreadingTCPServer(address, raw[mode] ?? echo, {
        onEvent: journal.problem,
        ...(tls === undefined ? {} : { tls }),
      }),
    );
  }
  const service = await startService(
    servers.map((server) => ({ journal, server })),
    options,
  );
  journal.credentials(credentials);
  return service;
}

const isMode = (name: string): name is TlsMode => name in tlsModes;
const modes = Object.keys(tlsModes).filter(isMode);

/** What each mode that speaks TLS is made with. */
function makeCredentials(): { credentials: TlsCredentials; tlsOf: Partial<Record<TlsMode, TlsOptions>> } {
  const { cert: ca, issuer } = makeCertificate({ name: 'socketbed authority', isAuthority: true });
  const certificate = (name: string, untilMs?: number): { cert: string; key: string } => {
    const { cert, key } = makeCertificate({ name, issuer, ...(untilMs === undefined ? {} : { untilMs }) });
    return { cert, key };
  };
  const good = certificate(servername);
  const oldVersion = { ...good, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
  const { cert, key } = makeCertificate({ name: servername });
  return {
    credentials: { servername, ca, ...certificate('client.test') },
    tlsOf: {
      good,
      expired: certificate(servername, Date.now() - 1000),
      wrongName: certificate('other.test'),
      selfSigned: { cert, key },
      oldVersion,
      oneCipher: { ...oldVersion, ciphers: oneCipher },
      clientCertificate: { ...good, ca, requestCert: true, rejectUnauthorized: true },
    },
  };
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const service = await startTlsService({
      ...serviceOptions(env),
      host: textSetting(env, 'HOST', '0.0.0.0'),
      port: portSetting(env, 'PORT', 8443),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
