import { loadPart } from '../server/load-part';
import { messages } from './i18n';
import { Failed } from './parts';
import { useAsked } from './use-asked';

/** Whether an address only leads to the device itself, such as localhost. */
export function isOnlyHere(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** A link as a QR code for the camera of a phone. It says so if the link does not work on a phone. */
export function QrCode({ text }: { text: string }) {
  const { value, problem, again } = useAsked(text, () => draw(text));
  if (problem) return <Failed problem={problem} again={again} />;
  if (!value) return null;
  const { d, size } = value;
  const m = messages.value.settings;
  return (
    <>
      <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={m.phoneCode}>
        <path d={d} />
      </svg>
      {isOnlyHere(text) && <p class="hint">{m.onlyHere}</p>}
    </>
  );
}

async function draw(text: string): Promise<{ d: string; size: number }> {
  const { encode } = await loadPart(import('uqr'));
  const { data, size } = encode(text, { border: 2 });
  return { d: data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join(''), size };
}
