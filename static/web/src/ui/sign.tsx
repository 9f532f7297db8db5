/** The sign of a word: colour is never alone. */
export function Sign({ sign }: { sign: string | undefined }) {
  return (
    <i class="sign" aria-hidden="true">
      {sign ?? '•'}
    </i>
  );
}
