// The one error class of socketbed: what the user did wrong, or what the machine or Docker refused. What the
// *network* did to a program is never an error here; it is an outcome, a value.
//
// A message has four parts: what failed, on what, what was expected and what was found, and what to try.

/** Every code, with what it means and the exit code that the command line gives for it. */
export const errorCodes = {
  USAGE: { meaning: 'the command line cannot be understood', exitCode: 2 },
  OPTION_INVALID: { meaning: 'an option has a value it cannot have', exitCode: 2 },
  ADDRESS_INVALID: { meaning: 'an address cannot be one of the kind asked for', exitCode: 2 },
  ADDRESS_IN_USE: { meaning: 'another program has the address', exitCode: 1 },
  ADDRESS_NOT_AVAILABLE: { meaning: 'the address is not one of this machine', exitCode: 1 },
  ADDRESS_NOT_PERMITTED: { meaning: 'this user may not use the address', exitCode: 1 },
  ADDRESS_UNRESOLVED: { meaning: 'a host name has no address', exitCode: 1 },
  PATH_TOO_LONG: { meaning: 'a Unix socket path is longer than the kernel takes', exitCode: 2 },
  PATH_UNUSABLE: { meaning: 'a Unix socket path cannot be created', exitCode: 1 },
  BIND_FAILED: { meaning: 'the kernel refused an address for another reason', exitCode: 1 },
  HANDLER_WITHOUT_HANDLE: { meaning: 'a request handler class has no method handle', exitCode: 1 },
  HANDLER_MODULE_INVALID: { meaning: 'a handler module cannot be loaded or exports no handler', exitCode: 2 },
  HANDLER_GONE: { meaning: 'the process or thread that ran a handler ended', exitCode: 1 },
  MESSAGE_TRUNCATED: { meaning: 'a message ended before its announced length', exitCode: 1 },
  MESSAGE_TOO_LONG: { meaning: 'a message is longer than its limit', exitCode: 1 },
  XMLRPC_INVALID: { meaning: 'an XML-RPC message cannot be understood', exitCode: 1 },
  XMLRPC_LIMIT: { meaning: 'an XML-RPC message goes beyond a limit of its reader', exitCode: 1 },
  XMLRPC_VALUE: { meaning: 'a value has no form in XML-RPC', exitCode: 1 },
  XMLRPC_STATUS: { meaning: 'an XML-RPC server answered with an HTTP status other than 200', exitCode: 1 },
  CGI_OUTPUT_INVALID: { meaning: 'a CGI script printed what is no answer', exitCode: 1 },
  CGI_LIMIT: { meaning: 'a CGI script took more time or printed more than it may', exitCode: 1 },
  SERVER_STATE: { meaning: 'a server was asked for something it cannot do now', exitCode: 1 },
  UNSUPPORTED: { meaning: 'this platform or combination cannot do it', exitCode: 3 },
  ENGINE_MISSING: { meaning: 'no Docker engine is installed', exitCode: 3 },
  ENGINE_UNREACHABLE: { meaning: 'a Docker engine does not answer', exitCode: 3 },
  ENGINE_TOO_OLD: { meaning: 'the Docker engine or Compose is older than the floor', exitCode: 3 },
  ENGINE_INSTALL_FAILED: { meaning: 'the Docker engine could not be installed or started', exitCode: 3 },
  IMAGE_UNAVAILABLE: { meaning: 'an image can be neither pulled nor built', exitCode: 3 },
  COMPOSE_FAILED: { meaning: 'docker compose ended with an error', exitCode: 3 },
  BED_NOT_READY: { meaning: 'a container did not become ready in time', exitCode: 1 },
  BED_STATE: { meaning: 'a bed, or a part of it, was asked for something it cannot do now', exitCode: 1 },
  BED_NOT_STOPPED: { meaning: 'a bed could not be taken down whole', exitCode: 3 },
  CONTAINER_FAILED: { meaning: 'Docker did not create, start or change a container', exitCode: 3 },
  NETWORK_FAILED: { meaning: 'Docker did not create or change a network', exitCode: 3 },
  ADDRESSES_USED_UP: { meaning: 'Docker has no subnet left for another network', exitCode: 3 },
  PROBE_GONE: { meaning: 'a probe ended while a test was using it', exitCode: 1 },
  PROBE_SILENT: { meaning: 'a probe did not answer in time', exitCode: 1 },
  CAPTURE_INVALID: { meaning: 'a file of captured packets cannot be read', exitCode: 1 },
  PATTERN_INVALID: { meaning: 'words about packets cannot be understood', exitCode: 2 },
  SIDECAR_GONE: { meaning: 'a net-admin sidecar ended while a test was using it', exitCode: 1 },
  SIDECAR_SILENT: { meaning: 'a net-admin sidecar did not answer in time', exitCode: 1 },
  FAULT_FAILED: { meaning: 'a fault could not be put in or taken out', exitCode: 3 },
  SCENARIO_INVALID: { meaning: 'a scenario is not told as the three acts ask for', exitCode: 1 },
  RESULTS_INVALID: { meaning: 'a file of results cannot be read', exitCode: 1 },
  PAGE_NOT_BUILT: { meaning: 'the page of a run could not be made', exitCode: 1 },
  RUN_INCOMPLETE: { meaning: 'a run of scenarios ended before all of them had', exitCode: 1 },
  BENCH_INVALID: { meaning: 'a measurement failed and says nothing', exitCode: 1 },
  TOOL_MISSING: { meaning: 'a program that is needed is not installed', exitCode: 3 },
} as const satisfies Record<string, { meaning: string; exitCode: 1 | 2 | 3 }>;

/** Stable name of an error; safe to compare and to document. */
export type SocketbedErrorCode = keyof typeof errorCodes;

export interface SocketbedErrorDetails {
  readonly code: SocketbedErrorCode;
  /** What failed, and on what: `cannot listen on 127.0.0.1:8080`. */
  readonly what: string;
  /** What was expected and what was found: `another program listens there`. */
  readonly found?: string;
  /** What to try next: `choose another port with --port`. */
  readonly advice: string;
  /** The error underneath, kept whole. */
  readonly cause?: unknown;
}

/** An error with a stable code and advice. `message` holds all parts in one line. */
export class SocketbedError extends Error {
  override readonly name = 'SocketbedError';
  readonly code: SocketbedErrorCode;
  readonly advice: string;

  constructor({ code, what, found, advice, cause }: SocketbedErrorDetails) {
    const problem = found === undefined ? what : `${what}: ${found}`;
    super(`${problem}. ${advice}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.advice = advice;
  }

  /** Exit code of a command that ends with this error: 1 failed, 2 wrong usage, 3 the machine is not able. */
  get exitCode(): 1 | 2 | 3 {
    return errorCodes[this.code].exitCode;
  }
}

/** True when `error` is a system error with an errno name, as Node throws them. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
