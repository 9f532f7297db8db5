/** The sign of a tag, so that colour never carries the meaning alone. */
export function Sign({ sign }: { sign: string | undefined }) {
  return (
    <i class="sign" aria-hidden="true">
      {sign ?? '•'}
    </i>
  );
}
