// The HTTP servers over TLS. Certificate and key are files, as in Python; who has them otherwise uses HTTPServer with `tls`.

import { readFile } from 'node:fs/promises';
import type { TlsOptions } from 'node:tls';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { InternetAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import type { RequestHandlerClass } from '../request-handler.ts';
import type { TCPServerOptions } from '../tcp-server.ts';
import { type ThreadingOptions, threading } from '../threading.ts';
import { HTTPServer } from './http-servers.ts';

export interface HTTPSServerOptions extends TCPServerOptions {
  /** A file with the certificate (PEM), and with those between it and its authority. */
  readonly certfile: string;
  /** A file with its private key. Default: the key is in `certfile` too. */
  readonly keyfile?: string;
  /** What the key is encrypted with. */
  readonly password?: string;
  /** Default `['http/1.1']`. */
  readonly alpnProtocols?: string[];
}

/** One connection at a time. TLS handshakes are made beside it and do not hold others up. */
export class HTTPSServer extends HTTPServer {
  readonly #files: HTTPSServerOptions;

  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: HTTPSServerOptions,
  ) {
    super(address, RequestHandler, options);
    this.#files = options;
  }

  /** The files are read when the server begins to listen. */
  protected override async tlsOptions(): Promise<TlsOptions> {
    const { certfile, keyfile = certfile, password, alpnProtocols = ['http/1.1'] } = this.#files;
    const [cert, key] = await Promise.all([readPem(certfile), readPem(keyfile)]);
    return {
      ...this.options.tls,
      cert,
      key,
      ALPNProtocols: alpnProtocols,
      ...(password === undefined ? {} : { passphrase: password }),
    };
  }
}

/** Many connections at once. */
export class ThreadingHTTPSServer extends HTTPSServer {
  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: Omit<HTTPSServerOptions, 'concurrency'> & ThreadingOptions,
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new SocketbedError({
      code: 'OPTION_INVALID',
      what: `the certificate or key ${file} cannot be read`,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Give a file in PEM format that this user may read',
      cause,
    });
  }
}
