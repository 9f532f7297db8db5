import { useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import { readableOf, saveFile } from '../../session/entry-file';
import { type EntryStore, openEntryStore, type Unsent } from '../../session/entry-store';
import { identity, NotCleared, signOut } from '../../session/identity';
import { canKeep } from '../../session/unsent';
import { CopyButton } from '../../ui/copy-button';
import { LANGS, type Lang, lang, messages, setLang } from '../../ui/i18n';
import { inWords } from '../../ui/not-sent-list';
import { notSent } from '../../ui/not-sent-messages';
import { Choice, Failed, Page } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { QrCode } from '../../ui/qr-code';
import { settingsWords } from '../../ui/settings-messages';
import { setTheme, THEMES, theme } from '../../ui/theme';

export function Settings() {
  const m = messages.value;
  const o = settingsWords.value;
  const me = identity.value;
  const [problem, setProblem] = useState<Problem | null>(null);

  function choose(l: Lang) {
    setProblem(null);
    setLang(l).catch((e) => setProblem(asProblem(e)));
  }

  return (
    <Page title={m.title.settings} back="/">
      <div class="form">
        <Choice
          legend={o.language}
          name="language"
          options={(Object.keys(LANGS) as Lang[]).map((l) => ({ value: l, label: LANGS[l] }))}
          value={lang.value}
          choose={choose}
        />
        {problem && <Failed problem={problem} />}
        <Choice
          legend={o.theme}
          name="theme"
          options={THEMES.map((t) => ({ value: t, label: o.themes[t] }))}
          value={theme.value}
          choose={setTheme}
        />
        {me === 'offline' && (
          <section aria-labelledby="signout">
            <h2 id="signout">{o.signout}</h2>
            <p class="quiet">{o.signoutAway}</p>
          </section>
        )}
        {typeof me === 'object' && (
          <>
            {me.role === 'owner' && <Phone />}
            <SignOut role={o.roles[me.role]} />
          </>
        )}
      </div>
    </Page>
  );
}

function Phone() {
  const o = settingsWords.value;
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function make() {
    setProblem(null);
    try {
      setUrl((await api.signinLink()).url);
    } catch (e) {
      setProblem(asProblem(e));
    }
  }

  return (
    <section aria-labelledby="phone">
      <h2 id="phone">{o.phone}</h2>
      <p class="quiet">{o.phoneBody}</p>
      {url && (
        <div class="link">
          <QrCode text={url} />
          <label class="field">
            <span>{o.phoneLink}</span>
            <input type="text" readOnly value={url} onFocus={(e) => e.currentTarget.select()} />
          </label>
          <CopyButton text={url} />
        </div>
      )}
      {problem && <Failed problem={problem} />}
      <p>
        <button type="button" class="plain" onClick={() => void make()}>
          {o.phoneMake}
        </button>
      </p>
    </section>
  );
}

function SignOut({ role }: { role: string }) {
  const m = messages.value;
  const o = settingsWords.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waits, setWaits] = useState<Unsent[] | 'sure' | 'unread' | 'not cleared' | null>(null);

  /** Signs out, `anyway` or when nothing is unsent; it always asks first. */
  async function out(anyway: boolean) {
    setProblem(null);
    const asked = anyway || waits === 'sure';
    let store: EntryStore | null = null;
    try {
      store = canKeep() ? await openEntryStore(indexedDB) : null;
      const left = anyway ? [] : ((await store?.unsent()) ?? []);
      if (left.length > 0 || !asked) {
        store?.close();
        return setWaits(left.length > 0 ? left : 'sure');
      }
    } catch {
      // Unsent entries could not be read. Going on is right only if somebody was
      // told so and chose to sign out anyway, and not if they were to be cleared.
      if (!anyway || waits === 'not cleared') {
        store?.close();
        return setWaits(waits === 'not cleared' ? waits : 'unread');
      }
    }
    try {
      await signOut(store);
    } catch (e) {
      if (e instanceof NotCleared) setWaits('not cleared');
      else setProblem(asProblem(e));
    } finally {
      store?.close();
    }
  }

  return (
    <section aria-labelledby="signout">
      <h2 id="signout">{o.signout}</h2>
      <p class="quiet">
        {o.role(role)} {o.signoutBody}
      </p>
      {problem && <Failed problem={problem} />}
      {waits === null ? (
        <p>
          <button type="button" class="plain" onClick={() => void out(false)}>
            {o.signout}
          </button>
        </p>
      ) : (
        <div class="notice" role="alert">
          {waits === 'sure' && <p>{o.signoutSure}</p>}
          {waits === 'unread' && <p>{o.signoutUnread}</p>}
          {waits === 'not cleared' && <p>{o.signoutNotCleared}</p>}
          {typeof waits === 'object' && <Waits left={waits} />}
          <p class="actions">
            {waits !== 'not cleared' && (
              <button type="button" class="plain" onClick={() => setWaits(null)}>
                {o.signoutNot}
              </button>
            )}
            {waits === 'sure' && (
              <button type="button" class="plain" onClick={() => void out(false)}>
                {o.signoutYes}
              </button>
            )}
            {(waits === 'unread' || waits === 'not cleared') && (
              <button type="button" class="plain" onClick={() => void out(waits === 'not cleared')}>
                {m.action.retry}
              </button>
            )}
            {(waits === 'unread' || typeof waits === 'object') && (
              <button type="button" class="plain" onClick={() => void out(true)}>
                {o.signoutAnyway}
              </button>
            )}
          </p>
        </div>
      )}
    </section>
  );
}

/** What signing out would delete, with a file of each meeting that holds what this user may read. */
function Waits({ left }: { left: readonly Unsent[] }) {
  const m = messages.value;
  const o = settingsWords.value;
  const of = left.map((u) => ({ u, open: readableOf(u) }));
  const entries = left.reduce((n, u) => n + u.entries.length, 0);
  const sealed = of.reduce((n, { u, open }) => n + u.entries.length - open.length, 0);
  const unmade = left.filter((u) => u.session?.make).length;
  return (
    <>
      {entries > 0 && <p>{o.signoutWaits(entries)}</p>}
      {sealed > 0 && <p>{o.signoutSealed(sealed)}</p>}
      {unmade > 0 && <p>{o.signoutUnmade(unmade)}</p>}
      <ul class="list">
        {of.map(({ u, open }) => {
          const title = u.session?.session.title || m.home.untitled;
          return (
            <li key={u.id}>
              <p>
                {title}
                {open.length > 0 && <> ({inWords(open)})</>}
              </p>
              {open.length > 0 && (
                <button
                  type="button"
                  class="plain"
                  aria-label={`${notSent.value.save}: ${title}`}
                  onClick={() => saveFile(title, open)}
                >
                  {notSent.value.save}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
