import { useEffect, useState } from 'preact/hooks';
import { messages } from '../i18n';

/** A link as a picture that the camera of a phone reads. */
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
  return (
    <svg
      class="code"
      viewBox={`0 0 ${path.size} ${path.size}`}
      role="img"
      aria-label={messages.value.settings.phoneCode}
    >
      <path d={path.d} />
    </svg>
  );
}
