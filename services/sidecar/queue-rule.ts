// A rule that leads packets of one mark to a queue, for kernels whose nftables has no `queue` but whose iptables has:
// the target NFQUEUE, called from nftables by its compatibility layer. libnftables cannot write that, so the message is
// put together here.

import { attribute, type Message, NetfilterSocket, nested, number32, text } from './netlink.ts';
import { refused } from './problem.ts';

const NFNL_SUBSYS_NFTABLES = 10;
const BATCH_BEGIN: Message = { type: 0x10, resource: NFNL_SUBSYS_NFTABLES };
const BATCH_END: Message = { type: 0x11, resource: NFNL_SUBSYS_NFTABLES };
const NEWRULE = (NFNL_SUBSYS_NFTABLES << 8) | 6;
const NLM_F_CREATE_APPEND = 0x400 | 0x800;
const NFPROTO_INET = 1;
const REGISTER_1 = 1;
const META_MARK = 3;
const COMPARE_EQUAL = 0;
/** queue number 2 | queues 2 | bypass 2: packets pass when nobody listens. */
const NFQUEUE_REVISION = 2;

/** Throws UNSUPPORTED when the kernel has no such target either. */
export function addQueueRule(
  { table, chain, mark, queue }: { table: string; chain: string; mark: number; queue: number },
  what: string,
): void {
  using socket = new NetfilterSocket();
  const result = socket.ask(
    {
      type: NEWRULE,
      flags: NLM_F_CREATE_APPEND,
      family: NFPROTO_INET,
      attributes: [text(1, table), text(2, chain), nested(4, ...expressions(mark, queue))],
    },
    { before: BATCH_BEGIN, after: BATCH_END },
  );
  if (result !== 0) throw refused(what, `no such file or directory: xt NFQUEUE (errno ${-result})`);
}

function expressions(mark: number, queue: number): Buffer[] {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(mark);
  const info = Buffer.alloc(8);
  info.writeUInt16LE(queue, 0);
  info.writeUInt16LE(1, 2);
  info.writeUInt16LE(1, 4);
  return [
    expression('meta', number32(1, REGISTER_1), number32(2, META_MARK)),
    expression('cmp', number32(1, REGISTER_1), number32(2, COMPARE_EQUAL), nested(3, attribute(1, value))),
    expression('target', text(1, 'NFQUEUE'), number32(2, NFQUEUE_REVISION), attribute(3, info)),
  ];
}

const expression = (name: string, ...data: readonly Buffer[]): Buffer =>
  nested(1, text(1, name), nested(2, ...data));
