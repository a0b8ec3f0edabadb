// XML-RPC, `socketbed/socketserver/xmlrpc`: servers, a client and the marshalling between them, after Python's
// xmlrpc.server and xmlrpc.client.
//
//   SimpleXMLRPCServer   ThreadingXMLRPCServer   UnixXMLRPCServer   MultiPathXMLRPCServer   DocXMLRPCServer
//   CGIXMLRPCRequestHandler   DocCGIXMLRPCRequestHandler
//   ServerProxy   MultiCall
//
// A module of its own, as in Python: with the XML parser it takes a third as long to load as all other servers, which a
// child process of a forking server would wait for at each of its starts.

export { CGIXMLRPCRequestHandler } from './cgi-xmlrpc-request-handler.ts';
export {
  type Dispatch,
  type DispatcherOptions,
  type InstanceOptions,
  SimpleXMLRPCDispatcher,
  type XMLRPCRegistry,
} from './dispatcher.ts';
export { DocCGIXMLRPCRequestHandler, DocXMLRPCRequestHandler, DocXMLRPCServer } from './doc-xmlrpc-server.ts';
export { Fault } from './fault.ts';
export type { XMLRPCLimits } from './limits.ts';
export { dumpCall, dumpFault, dumpResponse, type MarshalOptions } from './marshal.ts';
export type { Message } from './message-builder.ts';
export { MultiCall, MultiCallResults } from './multi-call.ts';
export { MultiPathXMLRPCRequestHandler, MultiPathXMLRPCServer } from './multi-path-xmlrpc-server.ts';
export { ProtocolError } from './protocol-error.ts';
export type { FunctionOptions, XMLRPCFunction } from './registered-function.ts';
export { ServerProxy, type ServerProxyOptions, type SystemMethods } from './server-proxy.ts';
export { SimpleXMLRPCRequestHandler } from './simple-xmlrpc-request-handler.ts';
export {
  SimpleXMLRPCServer,
  ThreadingXMLRPCServer,
  UnixXMLRPCServer,
  type XMLRPCServerOptions,
} from './simple-xmlrpc-server.ts';
export { load, loadCall, loadResponse } from './unmarshal.ts';
export { Double, type XMLRPCStruct, type XMLRPCValue } from './values.ts';
export { XMLRPCDocGenerator } from './xmlrpc-doc-generator.ts';
export { XMLRPCError } from './xmlrpc-error.ts';
export type { XMLRPCHost } from './xmlrpc-host.ts';
