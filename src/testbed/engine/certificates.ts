// The certificate authorities that an image build needs where a company network opens TLS: npm inside the build gets
// the host's own bundle as a BuildKit secret. Nothing of it stays in the image.

import { existsSync } from 'node:fs';

// Debian and Ubuntu; Fedora and RHEL; Alpine and macOS.
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** Path of the bundle, or undefined: the user's SOCKETBED_CA_FILE, the host's, else what Node was told to add. */
export function certificateFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [env.SOCKETBED_CA_FILE, ...bundles, env.NODE_EXTRA_CA_CERTS, env.npm_config_cafile];
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** `env` for `docker build` and `docker compose`, whose file reads the bundle's path from SOCKETBED_CA_FILE. */
export function buildEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const path = certificateFile(env);
  return path === undefined ? env : { ...env, SOCKETBED_CA_FILE: path };
}
