// "Did you mean ...?", and what there is, for a name that nobody has.

import { editShare } from '../../errors/edit-distance.ts';

const shareMax = 0.5;

/** `Did you mean web? There are cache, db, web` */
export function whatThereIs(asked: string, names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const [nearest] = names
    .map((name) => ({ name, share: editShare(asked.toLowerCase(), name.toLowerCase()) }))
    .filter(({ share }) => share <= shareMax)
    .toSorted((one, other) => one.share - other.share);
  const all = `There ${names.length === 1 ? 'is' : 'are'} ${names.toSorted().join(', ')}`;
  return nearest === undefined ? all : `Did you mean ${nearest.name}? ${all}`;
}
