import { useState } from 'preact/hooks';
import { MAX_NAME } from '../../../server/tables.gen';
import type { Participant } from '../../../session/wire';
import { messages } from '../../../ui/i18n';
import { Dialog } from '../../../ui/parts';
import { SameNames } from '../../../ui/same-names';
import type { Meeting } from '../meeting';

/** The people: somebody joins, leaves, gets another name, or takes no part. */
export function PeopleDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.people;
  const [name, setName] = useState('');
  const people = meeting.live.fold.value?.participants() ?? [];
  return (
    <Dialog title={o.title} close={close} wide>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim() === '') return;
          meeting.join(name.trim());
          close();
        }}
      >
        <label class="field">
          <span>{m.pad.joins}</span>
          <span class="with">
            <input
              type="text"
              maxLength={MAX_NAME}
              value={name}
              aria-label={m.pad.joinName}
              onInput={(e) => setName(e.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={name.trim() === ''}>
              {m.pad.joinAdd}
            </button>
          </span>
        </label>
        <SameNames names={[...people.filter((p) => p.present).map((p) => p.name), name]} />
      </form>
      <ul class="who-is-there">
        {people.map((p) => (
          <PersonRow key={p.id} meeting={meeting} p={p} someone={o.someone} />
        ))}
      </ul>
      <p class="hint">{o.hint}</p>
      <p class="actions">
        <button type="button" class="plain" onClick={() => meeting.someone(o.someone)}>
          {o.addSomeone}
        </button>
        <button type="button" class="plain" onClick={close}>
          {m.action.close}
        </button>
      </p>
    </Dialog>
  );
}

function PersonRow({ meeting, p, someone }: { meeting: Meeting; p: Participant; someone: string }) {
  const o = messages.value.observe.people;
  const [name, setName] = useState(p.name);
  const planned = meeting.now.value === 'planned';
  // What the button does: it says that somebody goes, or why they may be back.
  const [does, doesName] = p.present
    ? planned
      ? [o.notHere, o.notHereName]
      : [o.leaves, o.leavesName]
    : meeting.ratherNot(p, someone)
      ? [o.afterAll, o.afterAllName]
      : meeting.spoke(p)
        ? [o.returns, o.returnsName]
        : [o.here, o.hereName];
  const rename = () => {
    if (name.trim() === '') setName(p.name);
    else meeting.rename(p, name.trim());
  };
  return (
    <li class={p.present ? '' : 'away'}>
      <input
        type="text"
        maxLength={MAX_NAME}
        value={name}
        aria-label={o.nameOf(p.name)}
        onInput={(e) => setName(e.currentTarget.value)}
        onChange={rename}
      />
      <button
        type="button"
        class="plain"
        aria-label={doesName(p.name)}
        onClick={() => meeting.present(p, !p.present)}
      >
        {does}
      </button>
      {p.present && p.name !== someone && (
        <button
          type="button"
          class="plain"
          aria-label={o.noPartName(p.name)}
          onClick={() => meeting.someone(someone, p)}
        >
          {o.noPartShort}
        </button>
      )}
    </li>
  );
}
