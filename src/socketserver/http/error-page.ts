// The page that tells a person what went wrong. Its words may come from the client: they are escaped.

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, also in an attribute's value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** A page for a status such as 404, its reason (`Not Found`) and a sentence. */
export function errorPage(status: number, reason: string, detail: string): string {
  const title = `${status} ${escapeHtml(reason)}`;
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
  h1 { font-size: 1.5rem }
</style>
<h1>${title}</h1>
<p>${escapeHtml(detail)}</p>
</html>
`;
}
