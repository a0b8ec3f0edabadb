// socketbed list: the catalogue as a tree, each scenario with its question.

import { Command } from 'commander';
import type { ScenarioFile } from '../evidence/scenario-file.ts';
import { readCatalogue, selectScenarios } from './catalogue.ts';
import { paint, printJson, printLine } from './output.ts';

interface ListOptions {
  readonly json?: boolean;
}

export function listCommand(): Command {
  return new Command('list')
    .description('the scenarios and what they ask')
    .argument('[id...]', 'a scenario, or a folder of them')
    .option('--json', 'print one JSON document')
    .action((ids: string[], { json }: ListOptions) => {
      const scenarios = selectScenarios(readCatalogue(), ids);
      if (json) printJson({ scenarios });
      else printLine(formatTree(scenarios));
    });
}

/** Folders as headings, indented by depth; scenarios with their question beside them. */
export function formatTree(scenarios: readonly ScenarioFile[]): string {
  const lines: string[] = [];
  const labels = scenarios.map(({ id }) => '  '.repeat(depthOf(id)) + nameOf(id));
  const width = Math.max(0, ...labels.map((label) => label.length));
  let folders: string[] = [];
  for (const [index, { id, question }] of scenarios.entries()) {
    const path = id.split('/').slice(0, -1);
    for (const [depth, folder] of path.entries()) {
      const isOpen = path.slice(0, depth + 1).every((name, level) => folders[level] === name);
      if (!isOpen) lines.push('  '.repeat(depth) + paint('bold', folder));
    }
    folders = path;
    lines.push(`${(labels[index] ?? '').padEnd(width)}  ${question}`.trimEnd());
  }
  const count = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
  return [...lines, '', count].join('\n');
}

const depthOf = (id: string): number => id.split('/').length - 1;
const nameOf = (id: string): string => id.split('/').at(-1) ?? id;
