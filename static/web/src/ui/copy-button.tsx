import { useEffect, useState } from 'preact/hooks';
import { messages } from './i18n';

/** Copies a text, where the browser lets a page do that. */
export function CopyButton({ text }: { text: string }) {
  const { action } = messages.value;
  const [copied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [text]);
  if (!navigator.clipboard) return null; // as over plain HTTP
  return (
    <button
      type="button"
      class="plain"
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {copied ? action.copied : action.copy}
    </button>
  );
}
