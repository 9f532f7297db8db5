import { messages } from './i18n';
import { sameNames } from './names';

/** Says that several people have the same name, as long as they do. */
export function SameNames({ names }: { names: readonly string[] }) {
  const same = sameNames(names);
  return (
    <p class="hint" role="status">
      {same.length > 0 && messages.value.pad.sameNames(same.join(', '))}
    </p>
  );
}
