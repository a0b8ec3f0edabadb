// The catalogue as Markdown: scenarios/README.md. A test keeps the file what this makes of the scenarios.

import type { ScenarioFile } from '../evidence/scenario-file.ts';

/** One table for each folder, in the order of the ids. */
export function cataloguePage(scenarios: readonly ScenarioFile[]): string {
  const folders = Map.groupBy(scenarios, ({ id }) => id.slice(0, id.lastIndexOf('/')));
  const tables = [...folders].map(([folder, files]) => `## ${folder}\n\n${table(folder, files)}`);
  return `${introduction(scenarios.length)}\n${tables.join('\n')}`;
}

function introduction(count: number): string {
  return `# The catalogue

${count} scenarios. A scenario's path is its id: \`./socketbed run tcp/refused/closed-port\` runs one,
\`./socketbed run tcp\` all below it, \`./socketbed list\` prints this list.

This file is made from the scenarios: \`npm run catalogue\` makes it anew.
`;
}

function table(folder: string, files: readonly ScenarioFile[]): string {
  const rows = files.map(({ id, path, question }) => {
    const name = id.slice(folder.length + 1);
    return `| [${name}](${path.slice('scenarios/'.length)}) | ${question.replaceAll('|', '\\|')} |`;
  });
  return ['| scenario | asks |', '|---|---|', ...rows, ''].join('\n');
}
