// The faults that are on, by the numbers that the testbed gave them. Each is put in by a file of its own and knows how
// to take itself out again; the order of taking out is free.

import type { FaultCount, SidecarFault } from '../../src/protocol/sidecar.ts';
import type { ActiveFault } from './active-fault.ts';
import { holdPackets } from './delays.ts';
import { deviceNames } from './devices.ts';
import { linkDown, shrinkDevice } from './link.ts';
import type { Nftables } from './nftables.ts';
import type { OwnTables } from './own-tables.ts';
import { type PacketFault, type PacketRule, packetRules } from './packet-rule.ts';
import { invalid, Problem } from './problem.ts';
import { queueMark } from './queues.ts';
import { limitRate } from './rate.ts';
import { type ActiveLimit, limitConnections } from './resets.ts';
import { breakRoute, detour, shrinkRoute } from './routes.ts';

export class Faults {
  readonly #nft: Nftables;
  readonly #tables: OwnTables;
  readonly #active = new Map<number, ActiveFault>();

  constructor(nft: Nftables, tables: OwnTables) {
    this.#nft = nft;
    this.#tables = tables;
  }

  async inject(number: number, fault: SidecarFault): Promise<void> {
    if (this.#active.has(number)) throw new Problem('BED_STATE', `the fault ${number} is on already`);
    this.#active.set(number, await this.#begin(number, fault));
  }

  /** False when it is not on. Of a lift that fails the fault stays known. */
  async lift(number: number): Promise<boolean> {
    const fault = this.#active.get(number);
    if (fault === undefined) return false;
    await fault.lift();
    return this.#active.delete(number);
  }

  /** The last one first; all of them, also when one cannot be lifted. */
  async liftAll(): Promise<number> {
    const problems: unknown[] = [];
    const numbers = [...this.#active.keys()].toReversed();
    for (const number of numbers) await this.lift(number).catch((problem) => problems.push(problem));
    if (problems.length > 0) throw problems[0];
    return numbers.length;
  }

  count(number: number): FaultCount {
    const fault = this.#active.get(number);
    if (fault === undefined) throw new Problem('BED_STATE', `the fault ${number} is not on`);
    if (fault.count === undefined) throw new Problem('OPTION_INVALID', 'only faults of packets are counted');
    return fault.count();
  }

  async #begin(number: number, fault: SidecarFault): Promise<ActiveFault> {
    switch (fault.kind) {
      case 'packets':
        return this.#beginPackets(number, fault);
      case 'route':
        return await breakRoute(fault);
      case 'detour':
        return await detour(fault);
      case 'mtu':
        if (fault.to !== undefined) return await shrinkRoute(fault.to, fault.bytes);
        return await shrinkDevice(fault.device, fault.bytes);
      case 'link-down':
        return await linkDown(fault.device);
      case 'rate':
        return await limitRate(fault);
      default:
        throw invalid('no such kind of fault', JSON.stringify(fault));
    }
  }

  #beginPackets(number: number, fault: PacketFault): ActiveFault {
    const { match, action } = fault;
    const what = `${action.do} ${match.direction === 'in' ? 'incoming' : 'outgoing'} packets`;
    const devices = deviceNames();
    const texts = packetRules(fault, { devices, queueMark: queueMark(number) });
    const queued = this.#queue(number, fault, what);
    try {
      const rules = this.#tables.add(texts, devices, what);
      const lift = () => {
        this.#tables.remove(rules, `lift: ${what}`);
        queued?.end();
      };
      const count = () => {
        const counted = this.#tables.count(rules, `count: ${what}`);
        return queued?.hit === undefined ? counted : { ...counted, hit: queued.hit() };
      };
      return { lift, count };
    } catch (error) {
      queued?.end();
      throw error;
    }
  }

  /** For what no rule can do: a queue that the rules lead to. */
  #queue(
    number: number,
    { match: { direction }, action }: PacketFault,
    what: string,
  ): (Pick<ActiveLimit, 'end'> & Partial<ActiveLimit>) | undefined {
    if (action.do === 'delay') return { end: holdPackets(this.#nft, { number, direction, delay: action }) };
    if (action.do !== 'reset') return undefined;
    const add = (texts: readonly PacketRule[]) => {
      const rules = this.#tables.add(texts, [], what);
      return () => this.#tables.remove(rules, `lift: ${what}`);
    };
    return limitConnections(this.#nft, { number, direction, afterBytes: action.afterBytes }, { add });
  }
}
