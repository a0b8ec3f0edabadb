// The service `xmlrpc`: a server of XML-RPC calls, with a page about them for browsers.
//
// Environment: HOST, PORT, CONCURRENCY, WARM_CHILDREN, HANDLER, DRAIN_MS, LOG_FORMAT, LOG_CONNECTIONS.

import { DocXMLRPCServer } from '../src/socketserver/xmlrpc/index.ts';
import { handlingOf } from './concurrency.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { portSetting, textSetting } from './settings.ts';
import { registerFunctions } from './xmlrpc/functions.ts';
import { journalXmlRpc, xmlRpcModule } from './xmlrpc/handlers.ts';

export interface XmlRpcServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`: the service is for other containers. */
  readonly host?: string;
  /** Default 8001; 0 takes a free port. */
  readonly port?: number;
}

export function startXmlRpcService(options: XmlRpcServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 8001 } = options;
  const journal = new Journal('xmlrpc', 'tcp', options);
  const handlers = { class: journalXmlRpc(journal), module: xmlRpcModule };
  const { Handler, concurrency } = handlingOf(options, handlers);
  const server = new DocXMLRPCServer(
    { host, port },
    { requestHandler: Handler, concurrency, onEvent: journal.problem, allowNone: true },
  );
  server.setServerTitle('socketbed xmlrpc');
  server.setServerName('socketbed: the service xmlrpc');
  server.setServerDocumentation(
    'Takes XML-RPC calls, POSTed to / or /RPC2. These are its methods; upper() is the one that the clients of the bed call.',
  );
  registerFunctions(server);
  return startService([{ journal, server }], options);
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const service = await startXmlRpcService({
      ...serviceOptions(env),
      host: textSetting(env, 'HOST', '0.0.0.0'),
      port: portSetting(env, 'PORT', 8001),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
