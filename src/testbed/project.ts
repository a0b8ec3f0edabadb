// Where things lie. The sources of a checkout run as they are; what an installed package runs has been compiled.
//
//   checkout   src/testbed/project.ts         results in the checkout
//   package    dist/src/testbed/project.js    results where its user is

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const isCheckout = import.meta.url.endsWith('.ts');

/** The directory that holds the Dockerfile, the compose file and the scenarios. */
export const projectDirectory = fileURLToPath(new URL(isCheckout ? '../..' : '../../..', import.meta.url));

/** The directory of the runs that the command line makes. */
export const resultsDirectory = join(isCheckout ? projectDirectory : process.cwd(), 'results');
