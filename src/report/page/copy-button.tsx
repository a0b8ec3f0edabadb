// Copies a text. From a file the clipboard may be closed to pages; then the text is selected to be copied by hand.

import { useState } from 'preact/hooks';

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [said, say] = useState(label);
  const copy = async (event: MouseEvent) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      say('Copied');
    } catch {
      const code = button instanceof Element ? button.parentElement?.querySelector('code') : undefined;
      if (code) getSelection()?.selectAllChildren(code);
      say(code ? 'Selected' : 'Not allowed');
    }
    setTimeout(say, 1500, label);
  };
  return (
    <button type="button" class="copy" onClick={copy}>
      {said}
    </button>
  );
}

export function Command({ text }: { text: string }) {
  return (
    <span class="command">
      <code>{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
