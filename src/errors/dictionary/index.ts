// The error dictionary: every entry, by theme, the most frequent first. To add one, write it in the file of its theme.

import { addressErrors } from './address.ts';
import { argumentErrors } from './argument.ts';
import { certificateErrors } from './certificate.ts';
import { connectionErrors } from './connection.ts';
import type { ErrorEntry } from './entry.ts';
import { fetchErrors } from './fetch.ts';
import { httpErrors } from './http.ts';
import { libraryErrors } from './library.ts';
import { limitErrors } from './limit.ts';
import { nameErrors } from './name.ts';
import { overErrors } from './over.ts';
import { pathErrors } from './path.ts';
import { permissionErrors } from './permission.ts';
import { queueErrors } from './queue.ts';
import { silenceErrors } from './silence.ts';
import { stateErrors } from './state.ts';
import { tlsErrors } from './tls.ts';
import { typeErrors } from './type.ts';
import { wayErrors } from './way.ts';

export const errorDictionary: readonly ErrorEntry[] = [
  ...connectionErrors,
  ...overErrors,
  ...silenceErrors,
  ...wayErrors,
  ...addressErrors,
  ...permissionErrors,
  ...queueErrors,
  ...limitErrors,
  ...stateErrors,
  ...argumentErrors,
  ...typeErrors,
  ...pathErrors,
  ...nameErrors,
  ...libraryErrors,
  ...httpErrors,
  ...fetchErrors,
  ...certificateErrors,
  ...tlsErrors,
];
