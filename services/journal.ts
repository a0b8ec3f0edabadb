// One server's lines in the log: ready, connections, problems, the end.

import { isSystemError } from '../src/errors/socketbed-error.ts';
import type { Transport } from '../src/errors/transport.ts';
import type { TlsCredentials } from '../src/protocol/tls.ts';
import {
  type ActiveRequest,
  type DrainReport,
  describeEvent,
  formatAddress,
  type ServerEvent,
  type SocketAddress,
} from '../src/socketserver/index.ts';
import { createLog, type Log, logFormatOf } from './log.ts';
import { choiceSetting, type Environment } from './settings.ts';

export interface JournalOptions {
  readonly log: Log;
  /** Whether each connection and its end are told. Default true. */
  readonly logConnections?: boolean;
}

/** LOG_FORMAT json or pretty, LOG_CONNECTIONS yes or no. */
export function journalOptions(env: Environment): JournalOptions {
  const logConnections = choiceSetting(env, 'LOG_CONNECTIONS', ['yes', 'no'], 'yes') === 'yes';
  return { log: createLog(logFormatOf(env)), logConnections };
}

export class Journal {
  readonly #origin: { readonly service: string; readonly transport: Transport };
  readonly #log: Log;
  readonly #logConnections: boolean;

  constructor(service: string, transport: Transport, { log, logConnections = true }: JournalOptions) {
    this.#origin = { service, transport };
    this.#log = log;
    this.#logConnections = logConnections;
  }

  ready(address: SocketAddress): void {
    const place = 'path' in address ? { path: address.path } : { address: address.host, port: address.port };
    this.#log.ready({ event: 'ready', ...this.#origin, ...place });
  }

  connected(peer: SocketAddress): void {
    if (this.#logConnections)
      this.#log.write({ event: 'connect', ...this.#origin, peer: formatAddress(peer) });
  }

  closed(peer: SocketAddress, bytes: number, ms: number): void {
    if (!this.#logConnections) return;
    this.#log.write({
      event: 'close',
      ...this.#origin,
      peer: formatAddress(peer),
      bytes,
      ms: Math.round(ms),
    });
  }

  /** What the server itself has to say: give it as `onEvent`. */
  readonly problem = (event: ServerEvent): void => {
    const message = describeEvent(event);
    const error = 'error' in event ? event.error : undefined;
    const code = isSystemError(error) ? { code: error.code } : {};
    this.#log.write({ event: 'problem', ...this.#origin, what: event.event, ...code, message });
  };

  /** A name server was asked for a name. */
  asked(name: string, type: number): void {
    this.#log.write({ event: 'question', ...this.#origin, name, type });
  }

  /** What clients need to trust this server, and to be trusted. */
  credentials(credentials: TlsCredentials): void {
    this.#log.write({ event: 'credentials', ...this.#origin, ...credentials });
  }

  stopped(signal: string, { drained, heldUpBy }: DrainReport): void {
    const names = heldUpBy.map(({ clientAddress }: ActiveRequest) => formatAddress(clientAddress));
    this.#log.write({ event: 'stopped', ...this.#origin, signal, drained, heldUpBy: names });
  }
}
