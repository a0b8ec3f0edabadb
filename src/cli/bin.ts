#!/usr/bin/env node
// `npx socketbed`: what the installed package has for the launcher of a checkout. Written in what any Node of the last
// years can read, so that one that is too old hears a sentence and not a SyntaxError.

const versionMin = [24, 20] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > versionMin[0] || (major === versionMin[0] && minor >= versionMin[1])) await import('./main.ts');
else {
  process.stderr.write(
    `error: Node ${versionMin.join('.')} or newer is needed, and this is Node ${process.versions.node}\n` +
      'Install a newer one from https://nodejs.org or with your version manager, then try again\n',
  );
  process.exitCode = 3;
}
