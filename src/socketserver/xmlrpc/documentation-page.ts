// The page that tells people what a server offers. Names and texts may come from anywhere: all of them are escaped, and
// what becomes a link is taken from the escaped text.

import { escapeHtml } from '../http/error-page.ts';

export interface DocumentedMethod {
  readonly name: string;
  /** `(a, b)`. */
  readonly parameters: string;
  /** `int (int, int)`, when the types are known. */
  readonly types: readonly string[];
  readonly help: string;
}

export interface Documented {
  /** What the browser's tab says. */
  readonly title: string;
  /** The heading. */
  readonly name: string;
  readonly documentation: string;
  readonly methods: readonly DocumentedMethod[];
}

/** Where the page finds its style; relative, so that a proxy may put both elsewhere. */
export const stylePath = '/pydoc.css';

export function documentationPage({ title, name, documentation, methods }: Documented): string {
  const anchors = new Map(methods.map((method, index) => [method.name, `m${index}`]));
  const contents = methods.map(({ name: each }) => `<li>${linkTo(each, anchors)}</li>`);
  const sections = methods.map((method) => section(method, anchors));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href=".${stylePath}">
</head>
<body>
<header>
<h1>${escapeHtml(name)}</h1>
<p class="text">${withLinks(documentation, anchors)}</p>
</header>
<main>
<nav aria-label="Methods"><h2>Methods</h2><ul>
${contents.join('\n')}
</ul></nav>
<div>
${sections.join('\n')}
</div>
</main>
</body>
</html>
`;
}

function section(method: DocumentedMethod, anchors: ReadonlyMap<string, string>): string {
  const { name, parameters, types, help } = method;
  const signatures = types.map((type) => `<p class="types"><code>${escapeHtml(type)}</code></p>`).join('');
  const text = help === '' ? '' : `<p class="text">${withLinks(help, anchors)}</p>`;
  return `<section id="${anchors.get(name) ?? ''}">
<h3><code><b>${escapeHtml(name)}</b><span>${escapeHtml(parameters)}</span></code></h3>
${signatures}${text}
</section>`;
}

function linkTo(method: string, anchors: ReadonlyMap<string, string>): string {
  return `<a href="#${anchors.get(method) ?? ''}"><code>${escapeHtml(method)}</code></a>`;
}

/** What Python's page makes links of: URLs, `RFC 2616`, `PEP 8`, and the names of methods before a parenthesis. */
const linkable =
  /\b(?:https?|ftp):\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|\bRFC[- ]?(\d{1,5})\b|\bPEP[- ]?(\d{1,4})\b|([\p{L}_][\p{L}\p{N}_.]*)(?=\()/giu;

function withLinks(text: string, anchors: ReadonlyMap<string, string>): string {
  let html = '';
  let end = 0;
  for (const match of text.matchAll(linkable)) {
    html += escapeHtml(text.slice(end, match.index)) + linkOf(match, anchors);
    end = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

function linkOf(match: RegExpExecArray, anchors: ReadonlyMap<string, string>): string {
  const [found, rfc, pep, method] = match;
  const shown = escapeHtml(found);
  if (rfc !== undefined) return `<a href="https://www.rfc-editor.org/rfc/rfc${Number(rfc)}.txt">${shown}</a>`;
  if (pep !== undefined) return `<a href="https://peps.python.org/pep-${pep.padStart(4, '0')}/">${shown}</a>`;
  if (method === undefined) return `<a href="${shown}">${shown}</a>`;
  return anchors.has(method) ? linkTo(method, anchors) : shown;
}

export const documentationStyle = `:root {
  color-scheme: light dark;
  --back: light-dark(#fbfbfa, #16181c);
  --card: light-dark(#fff, #1e2127);
  --ink: light-dark(#1c1e22, #e4e6ea);
  --faint: light-dark(#5c6370, #9aa2b1);
  --line: light-dark(#e2e3e6, #30343c);
  --accent: light-dark(#0b57a4, #7ab8f5);
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
body { margin: 0; background: var(--back); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
header, main { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem; padding-bottom: 1rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--faint); margin: 0 0 .5rem }
h3 { font-size: 1rem; font-weight: 400; margin: 0 }
h3 span { color: var(--faint) }
code { font: .95em ui-monospace, monospace }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.text { white-space: pre-wrap; margin: .5rem 0 0; max-width: 42rem }
header .text { color: var(--faint) }
.types { margin: .35rem 0 0; color: var(--faint); font-size: .9rem }
main { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2rem; padding-bottom: 4rem }
nav { align-self: start; position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto }
nav ul { list-style: none; margin: 0; padding: 0 }
nav a { display: block; padding: .2rem 0; text-decoration: none }
nav a:hover { text-decoration: underline }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin-bottom: .75rem }
section:target { border-color: var(--accent) }
@media (max-width: 44rem) {
  header { padding-top: 1.5rem }
  main { grid-template-columns: minmax(0, 1fr); gap: 1.25rem }
  nav { position: static; max-height: none }
  nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem }
}
`;
