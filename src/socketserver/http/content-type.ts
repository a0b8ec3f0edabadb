// What a file is, by its ending. The table is large and takes long to load, so it is loaded for the first file.

let table: Promise<typeof import('mime-types')> | undefined;

/** `text/html; charset=utf-8` for `index.html`; undefined for an ending that nobody knows. */
export async function contentTypeOf(name: string): Promise<string | undefined> {
  table ??= import('mime-types');
  const { contentType, lookup } = await table;
  const type = lookup(name);
  return type === false ? undefined : contentType(type) || type;
}
