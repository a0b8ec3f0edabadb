// npm packs the package.json that lies in the folder, and has no way to name another. So while it packs, the package's own
// lies there (`prepack`: in), and afterwards the checkout's again (`postpack`: out). Whoever stops npm in between gets the
// checkout's back by `node packaging/swap-manifest.ts out`.

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageManifest, readManifest } from './package-manifest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = join(root, 'package.json');
const aside = join(root, '.package.checkout.json');

function putOut(): void {
  if (existsSync(aside)) renameSync(aside, manifest);
}

function putIn(): void {
  putOut();
  const text = `${JSON.stringify(packageManifest(readManifest(manifest)), undefined, 2)}\n`;
  renameSync(manifest, aside);
  writeFileSync(manifest, text);
}

if (process.argv[2] === 'in') putIn();
else putOut();
