// Which rows and which columns a user means: an id of a row selects itself and all below it, the name of an implementation
// its column. None of a kind: all of it.

import { editShare } from '../errors/edit-distance.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { matrixFaults } from './faults.ts';
import { implementationNames } from './implementations.ts';
import type { MatrixFault } from './matrix-fault.ts';

export interface Selection {
  readonly faults: readonly MatrixFault[];
  /** Names of implementations. */
  readonly names: readonly string[];
}

/** USAGE, with what is near, for an id that is neither. */
export function selectMatrix(ids: readonly string[]): Selection {
  const names = implementationNames();
  const wanted = ids.map((id) => id.replace(/\/+$/, ''));
  const isBelow = (fault: MatrixFault, id: string) => fault.id === id || fault.id.startsWith(`${id}/`);
  for (const id of wanted) {
    if (!names.includes(id) && !matrixFaults.some((fault) => isBelow(fault, id))) throw unknownId(id, names);
  }
  const columns = names.filter((name) => wanted.includes(name));
  const rows = matrixFaults.filter((fault) => wanted.some((id) => isBelow(fault, id)));
  return {
    faults: rows.length === 0 ? matrixFaults : rows,
    names: columns.length === 0 ? names : columns,
  };
}

/** How much of a name may be wrong for it still to be meant. */
const wrongShareMax = 0.4;

function unknownId(id: string, names: readonly string[]): SocketbedError {
  const folders = matrixFaults.map((fault) => fault.id.slice(0, fault.id.indexOf('/')));
  const known = [...new Set([...names, ...folders, ...matrixFaults.map((fault) => fault.id)])];
  const lastOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const wrongShare = (name: string) => Math.min(editShare(name, id), editShare(lastOf(name), lastOf(id)));
  const near = known
    .filter((name) => wrongShare(name) <= wrongShareMax)
    .toSorted((one, other) => wrongShare(one) - wrongShare(other))
    .slice(0, 3);
  return new SocketbedError({
    code: 'USAGE',
    what: `the matrix has neither a row nor an implementation ${id}`,
    advice:
      near.length === 0
        ? `Its rows are below ${[...new Set(folders)].join(', ')}; its implementations are ${names.join(', ')}`
        : `Did you mean ${near.join(', ')}?`,
  });
}
