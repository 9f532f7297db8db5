import { loadPart } from '../server/load-part';
import { Failed } from './parts';
import { settingsWords } from './settings-messages';
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
  const o = settingsWords.value;
  return (
    <>
      <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={o.phoneCode}>
        <path d={d} />
      </svg>
      {isOnlyHere(text) && (
        <p class="hint">
          {o.onlyHere} <code>{reachable(o.address, new URL(text).port)}</code>
        </p>
      )}
    </>
  );
}

/** The flags with which other devices reach Kompas in the same network. */
const reachable = (address: string, port: string) =>
  `--addr 0.0.0.0:${port} --plain-http --public-url http://${address}:${port}`;

async function draw(text: string): Promise<{ d: string; size: number }> {
  const { encode } = await loadPart(import('uqr'));
  const { data, size } = encode(text, { border: 2 });
  return { d: data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join(''), size };
}
