// The certificate authorities that an image build needs where a company network opens TLS: npm inside the build gets
// them as a BuildKit secret. Nothing of it stays in the image.

import { existsSync } from 'node:fs';

// Debian and Ubuntu; Fedora and RHEL; Alpine and macOS.
const hostBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** Path of the file, or undefined. What Node and npm were told to trust goes before what the host trusts. */
export function certificateFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const told = [env.SOCKETBED_CA_FILE, env.NODE_EXTRA_CA_CERTS, env.npm_config_cafile, env.SSL_CERT_FILE];
  return [...told, ...hostBundles].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** `env` for `docker build` and `docker compose`, whose file reads the path from SOCKETBED_CA_FILE. */
export function buildEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const path = certificateFile(env);
  return path === undefined ? env : { ...env, SOCKETBED_CA_FILE: path };
}
