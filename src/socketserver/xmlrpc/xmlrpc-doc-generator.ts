// What is said about a server on its documentation page, and the page itself.

import type { SimpleXMLRPCDispatcher } from './dispatcher.ts';
import { type DocumentedMethod, documentationPage } from './documentation-page.ts';
import { parameterList } from './parameter-list.ts';

export class XMLRPCDocGenerator {
  #title = 'XML-RPC Server Documentation';
  #name = 'XML-RPC Server Documentation';
  #documentation = 'This server exports the following methods through the XML-RPC protocol.';

  /** What the browser's tab says. */
  setServerTitle(title: string): void {
    this.#title = title;
  }

  /** The page's heading. */
  setServerName(name: string): void {
    this.#name = name;
  }

  /** The text below the heading. */
  setServerDocumentation(documentation: string): void {
    this.#documentation = documentation;
  }

  /** The page, with every method of `dispatcher`. */
  async generateHtmlDocumentation(dispatcher: SimpleXMLRPCDispatcher): Promise<string> {
    const methods: DocumentedMethod[] = [];
    for (const name of await dispatcher.listMethods()) methods.push(await documented(dispatcher, name));
    return documentationPage({
      title: this.#title,
      name: this.#name,
      documentation: this.#documentation,
      methods,
    });
  }
}

async function documented(dispatcher: SimpleXMLRPCDispatcher, name: string): Promise<DocumentedMethod> {
  const registered = dispatcher.functionOf(name);
  const source = registered?.source ?? dispatcher.instanceMethod(name)?.source;
  const types = (registered?.signatures ?? []).map(
    ([result = '', ...parameters]) => `${result} ${name}(${parameters.join(', ')})`,
  );
  return {
    name,
    parameters: source === undefined ? '(...)' : parameterList(source),
    types,
    help: await dispatcher.methodHelp(name),
  };
}
