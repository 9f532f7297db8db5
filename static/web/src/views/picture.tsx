import { useEffect, useState } from 'preact/hooks';
import { messages } from '../i18n';

/** Whether an address leads back to the device that asks for it. */
export function isOnlyHere(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** A link as a picture that the camera of a phone reads; it says so where no phone gets there. */
export function Picture({ text }: { text: string }) {
  const [path, setPath] = useState<{ d: string; size: number } | null>(null);
  useEffect(() => {
    let gone = false;
    void import('uqr').then(({ encode }) => {
      if (gone) return;
      const { data, size } = encode(text, { border: 2 });
      const d = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('');
      setPath({ d, size });
    });
    return () => {
      gone = true;
    };
  }, [text]);
  if (!path) return null;
  const m = messages.value.settings;
  return (
    <>
      <svg class="code" viewBox={`0 0 ${path.size} ${path.size}`} role="img" aria-label={m.phoneCode}>
        <path d={path.d} />
      </svg>
      {isOnlyHere(text) && <p class="hint">{m.onlyHere}</p>}
    </>
  );
}
