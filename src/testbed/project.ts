// Where the project lies: the directory that holds the Dockerfile, the compose file and the scenarios.

import { fileURLToPath } from 'node:url';

export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url));
