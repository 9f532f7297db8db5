import { useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import { readableOf, saveFile } from '../../session/entry-file';
import { type EntryStore, openEntryStore, type Unsent } from '../../session/entry-store';
import { identity, NotCleared, signOut } from '../../session/identity';
import { canKeep } from '../../session/unsent';
import { LANGS, type Lang, lang, messages, setLang } from '../../ui/i18n';
import { inWords } from '../../ui/not-sent-list';
import { notSent } from '../../ui/not-sent-messages';
import { Choice, Failed, Page } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { QrCode } from '../../ui/qr-code';
import { setTheme, THEMES, theme } from '../../ui/theme';

export function Settings() {
  const m = messages.value;
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
          legend={m.settings.language}
          name="language"
          options={(Object.keys(LANGS) as Lang[]).map((l) => ({ value: l, label: LANGS[l] }))}
          value={lang.value}
          choose={choose}
        />
        {problem && <Failed problem={problem} />}
        <Choice
          legend={m.settings.theme}
          name="theme"
          options={THEMES.map((t) => ({ value: t, label: m.settings.themes[t] }))}
          value={theme.value}
          choose={setTheme}
        />
        {me === 'offline' && (
          <section aria-labelledby="signout">
            <h2 id="signout">{m.settings.signout}</h2>
            <p class="quiet">{m.settings.signoutAway}</p>
          </section>
        )}
        {typeof me === 'object' && (
          <>
            {me.role === 'owner' && <Phone />}
            <SignOut role={m.settings.roles[me.role]} />
          </>
        )}
      </div>
    </Page>
  );
}

function Phone() {
  const m = messages.value;
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [copied, setCopied] = useState(false);

  async function make() {
    setProblem(null);
    setCopied(false);
    try {
      setUrl((await api.signinLink()).url);
    } catch (e) {
      setProblem(asProblem(e));
    }
  }

  return (
    <section aria-labelledby="phone">
      <h2 id="phone">{m.settings.phone}</h2>
      <p class="quiet">{m.settings.phoneBody}</p>
      {url && (
        <div class="link">
          <QrCode text={url} />
          <label class="field">
            <span>{m.settings.phoneLink}</span>
            <input type="text" readOnly value={url} onFocus={(e) => e.currentTarget.select()} />
          </label>
          {navigator.clipboard && (
            <button
              type="button"
              class="plain"
              onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
            >
              {copied ? m.action.copied : m.action.copy}
            </button>
          )}
        </div>
      )}
      {problem && <Failed problem={problem} />}
      <p>
        <button type="button" class="plain" onClick={() => void make()}>
          {m.settings.phoneMake}
        </button>
      </p>
    </section>
  );
}

function SignOut({ role }: { role: string }) {
  const m = messages.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waits, setWaits] = useState<Unsent[] | 'unread' | 'not cleared' | null>(null);

  async function out(anyway: boolean) {
    setProblem(null);
    let store: EntryStore | null = null;
    try {
      store = canKeep() ? await openEntryStore(indexedDB) : null;
      const left = anyway ? [] : ((await store?.unsent()) ?? []);
      setWaits(left.length > 0 ? left : null);
      if (left.length > 0) return store?.close();
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
      <h2 id="signout">{m.settings.signout}</h2>
      <p class="quiet">
        {m.settings.role(role)} {m.settings.signoutBody}
      </p>
      {problem && <Failed problem={problem} />}
      {waits === null ? (
        <p>
          <button type="button" class="plain" onClick={() => void out(false)}>
            {m.settings.signout}
          </button>
        </p>
      ) : (
        <div class="notice" role="alert">
          {waits === 'unread' && <p>{m.settings.signoutUnread}</p>}
          {waits === 'not cleared' && <p>{m.settings.signoutNotCleared}</p>}
          {typeof waits === 'object' && <Waits left={waits} />}
          <p class="actions">
            {waits !== 'not cleared' && (
              <button type="button" class="plain" onClick={() => setWaits(null)}>
                {m.settings.signoutNot}
              </button>
            )}
            {typeof waits === 'string' && (
              <button type="button" class="plain" onClick={() => void out(waits === 'not cleared')}>
                {m.action.retry}
              </button>
            )}
            {waits !== 'not cleared' && (
              <button type="button" class="plain" onClick={() => void out(true)}>
                {m.settings.signoutAnyway}
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
  const of = left.map((u) => ({ u, open: readableOf(u) }));
  const entries = left.reduce((n, u) => n + u.entries.length, 0);
  const sealed = of.reduce((n, { u, open }) => n + u.entries.length - open.length, 0);
  const unmade = left.filter((u) => u.session?.make).length;
  return (
    <>
      {entries > 0 && <p>{m.settings.signoutWaits(entries)}</p>}
      {sealed > 0 && <p>{m.settings.signoutSealed(sealed)}</p>}
      {unmade > 0 && <p>{m.settings.signoutUnmade(unmade)}</p>}
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
