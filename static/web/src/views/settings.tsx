import { useState } from 'preact/hooks';
import { api } from '../api';
import { LANGS, type Lang, lang, messages, setLang } from '../i18n';
import { openKeep } from '../keep';
import { setTheme, THEMES, theme } from '../theme';
import { signOut, who } from '../who';
import { Choice, Failed, Page } from './parts';
import { Picture } from './picture';
import { asProblem } from './resource';

export function Settings() {
  const m = messages.value;
  const me = who.value;
  return (
    <Page title={m.title.settings} back="/">
      <div class="form">
        <Choice
          legend={m.settings.language}
          name="language"
          options={(Object.keys(LANGS) as Lang[]).map((l) => ({ value: l, label: LANGS[l] }))}
          value={lang.value}
          choose={(l) => void setLang(l)}
        />
        <Choice
          legend={m.settings.theme}
          name="theme"
          options={THEMES.map((t) => ({ value: t, label: m.settings.themes[t] }))}
          value={theme.value}
          choose={setTheme}
        />
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
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null);
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
          <Picture text={url} />
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
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null);
  const [waits, setWaits] = useState(0);

  async function out(anyway: boolean) {
    setProblem(null);
    const keep = await openKeep(indexedDB).catch(() => null); // without it nothing was kept
    try {
      const unsent = anyway ? 0 : ((await keep?.unsent()) ?? []).length;
      setWaits(unsent);
      if (unsent > 0) return;
      await signOut(keep);
    } catch (e) {
      setProblem(asProblem(e));
    } finally {
      keep?.close();
    }
  }

  return (
    <section aria-labelledby="signout">
      <h2 id="signout">{m.settings.signout}</h2>
      <p class="quiet">
        {m.settings.role(role)} {m.settings.signoutBody}
      </p>
      {problem && <Failed problem={problem} />}
      {waits > 0 ? (
        <div class="notice" role="alert">
          <p>{m.settings.signoutWaits(waits)}</p>
          <p class="actions">
            <button type="button" class="plain" onClick={() => setWaits(0)}>
              {m.settings.signoutNot}
            </button>
            <button type="button" class="plain" onClick={() => void out(true)}>
              {m.settings.signoutAnyway}
            </button>
          </p>
        </div>
      ) : (
        <p>
          <button type="button" class="plain" onClick={() => void out(false)}>
            {m.settings.signout}
          </button>
        </p>
      )}
    </section>
  );
}
