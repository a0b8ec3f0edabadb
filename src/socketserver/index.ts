// The server family, `socketbed/socketserver`: a TypeScript take on Python's socketserver, useful by itself.
//
//   transport \ concurrency   one at a time        at once                       child processes
//   TCP                       TCPServer            ThreadingTCPServer            ForkingTCPServer
//   UDP                       UDPServer            ThreadingUDPServer            ForkingUDPServer
//   Unix stream               UnixStreamServer     ThreadingUnixStreamServer     ForkingUnixStreamServer
//   Unix datagram             UnixDatagramServer   ThreadingUnixDatagramServer   ForkingUnixDatagramServer
//
// Pick one at a time for requests that must not overlap, threading for everything that waits (most servers), worker
// threads or forking for handlers that compute.

export {
  formatAddress,
  type InternetAddress,
  type SocketAddress,
  type UnixAddress,
} from './address.ts';
export { BaseServer, type BaseServerOptions, type ServeOptions } from './base-server.ts';
export { type Concurrency, serial } from './concurrency.ts';
export { Connection } from './connection.ts';
export { DatagramRequestHandler } from './datagram-request-handler.ts';
export {
  type Datagram,
  type DatagramSender,
  DatagramServer,
  type DatagramServerOptions,
} from './datagram-server.ts';
export type { DrainOptions, DrainReport } from './drain.ts';
export { type ActiveRequest, describeEvent, type ServerEvent } from './events.ts';
export { type ForkingOptions, forking } from './forking.ts';
export {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
} from './forking-servers.ts';
export { BaseHTTPRequestHandler } from './http/base-http-request-handler.ts';
export { CGIHTTPRequestHandler } from './http/cgi-http-request-handler.ts';
export { ForkingHTTPServer, HTTPServer, ThreadingHTTPServer } from './http/http-servers.ts';
export { HTTPSServer, type HTTPSServerOptions, ThreadingHTTPSServer } from './http/https-servers.ts';
export { SimpleHTTPRequestHandler } from './http/simple-http-request-handler.ts';
export { ForkingUnixHTTPServer, ThreadingUnixHTTPServer, UnixHTTPServer } from './http/unix-http-servers.ts';
export { BaseRequestHandler, type HandlerServer, type RequestHandlerClass } from './request-handler.ts';
export type { RunningServer } from './running-server.ts';
export { StreamReader } from './stream-reader.ts';
export { StreamRequestHandler } from './stream-request-handler.ts';
export { StreamServer, type StreamServerOptions } from './stream-server.ts';
export { StreamWriter } from './stream-writer.ts';
export { SystemExit } from './system-exit.ts';
export { TCPServer, type TCPServerOptions } from './tcp-server.ts';
export { type ThreadingOptions, threading, type WorkersOptions } from './threading.ts';
export {
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from './threading-servers.ts';
export { UDPServer, type UDPServerOptions } from './udp-server.ts';
export { UnixDatagramServer, type UnixDatagramServerOptions } from './unix-datagram-server.ts';
export { UnixDatagramSocket } from './unix-datagram-socket.ts';
export { UnixStreamServer, type UnixStreamServerOptions } from './unix-stream-server.ts';
