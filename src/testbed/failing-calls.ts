// System calls that fail with an errno of one's choice, by a seccomp profile: errors that no network can produce, in any
// program and without changing it. A profile is for the whole life of its container.
//
//   program -- connect() --> seccomp: -ENETDOWN --> program        the kernel's connect is never reached

/** Linux, the same numbers on x64 and arm64; those of `node:os` are the host's, which need not be Linux. */
const errnos = {
  EINTR: 4,
  ENOMEM: 12,
  EACCES: 13,
  ENFILE: 23,
  EMFILE: 24,
  EPROTO: 71,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  ENETDOWN: 100,
  ENETRESET: 102,
  ENOBUFS: 105,
  ETOOMANYREFS: 109,
  EHOSTDOWN: 112,
} as const;

/** What a seccomp filter can tell sockets apart by: the first two arguments of socket(2). */
const families = { unix: 1, 4: 2, 6: 10 } as const;
const types = { stream: 1, datagram: 2 } as const;
/** The rest of the type are flags, SOCK_NONBLOCK and SOCK_CLOEXEC. */
const typeMask = 0xf;

export type FailingCall =
  | {
      /** accept covers accept4 too, send covers sendto and sendmsg. */
      readonly call: 'bind' | 'listen' | 'connect' | 'accept' | 'send';
      readonly code: keyof typeof errnos;
    }
  | {
      readonly call: 'socket';
      readonly code: keyof typeof errnos;
      /** Only sockets of this kind fail; without it Node itself may not start. */
      readonly family: keyof typeof families;
      readonly type: keyof typeof types;
    };

const namesOf = {
  socket: ['socket'],
  bind: ['bind'],
  listen: ['listen'],
  connect: ['connect'],
  accept: ['accept', 'accept4'],
  send: ['sendto', 'sendmsg'],
} as const satisfies Record<FailingCall['call'], readonly string[]>;

/** A profile, as `SecurityOpt` takes it, that forbids nothing else. */
export function seccompOption(calls: readonly FailingCall[]): string {
  const syscalls = calls.map((failing) => ({
    names: namesOf[failing.call],
    action: 'SCMP_ACT_ERRNO',
    errnoRet: errnos[failing.code],
    args: failing.call === 'socket' ? socketArguments(failing) : [],
  }));
  return `seccomp=${JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls })}`;
}

function socketArguments({ family, type }: Extract<FailingCall, { readonly call: 'socket' }>) {
  return [
    { index: 0, value: families[family], op: 'SCMP_CMP_EQ' },
    { index: 1, value: typeMask, valueTwo: types[type], op: 'SCMP_CMP_MASKED_EQ' },
  ];
}
