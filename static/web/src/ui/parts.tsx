import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Problem } from '../server/api';
import { messages } from './i18n';
import { explain } from './problem';

/** The layout of every page except the pad: a head and one column. */
export function Page({
  title,
  children,
  back,
  links = [],
  kind = '',
}: {
  title: string;
  children: ComponentChildren;
  back?: string;
  /** Links to related pages. */
  links?: readonly { href: string; label: string }[];
  /** A class for a page with a layout of its own. */
  kind?: string;
}) {
  const m = messages.value;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {m.skip}
      </button>
      <header class="head">
        <a class="brand" href="/" aria-label={`Kompas: ${m.nav.home}`}>
          <Needle />
          <span>Kompas</span>
        </a>
        <nav aria-label={m.nav.main}>
          {back && (
            <a class="quiet" href={back}>
              {m.nav.back}
            </a>
          )}
          {links.map((l) => (
            <a key={l.href} class="quiet" href={l.href}>
              {l.label}
            </a>
          ))}
          <a class="quiet" href="/settings">
            {m.nav.settings}
          </a>
        </nav>
      </header>
      <main id="main" class={`page ${kind}`} tabIndex={-1}>
        <h1>{title}</h1>
        {children}
      </main>
    </>
  );
}

/** A compass needle, the symbol of Kompas. */
export function Needle() {
  return (
    <svg class="needle" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="14" />
      <path class="north" d="M16 5l4 11h-8z" />
      <path class="south" d="M16 27l-4-11h8z" />
    </svg>
  );
}

/** A page that has nothing to show yet. It has no head, since a page that waits should load no more. */
export function Waiting({ title }: { title: string }) {
  return (
    <main id="main" class="page" tabIndex={-1}>
      <h1 class="hidden">{title}</h1>
      <Loading />
    </main>
  );
}

export function Loading() {
  return (
    <p class="quiet" role="status">
      {messages.value.loading}
    </p>
  );
}

/** An error message: what happened, what is safe, and what to do. */
export function Failed({
  problem,
  again,
  typing,
}: {
  problem: Problem;
  again?: () => void;
  typing?: boolean;
}) {
  const m = messages.value;
  return (
    <div class="notice" role="alert">
      <p>{explain(problem, m, typing)}</p>
      {again && (
        <button type="button" class="plain" onClick={again}>
          {m.action.retry}
        </button>
      )}
    </div>
  );
}

/** A page with one message, and links as children. */
export function Message({
  title,
  body,
  children,
}: {
  title: string;
  body: string;
  children?: ComponentChildren;
}) {
  return (
    <Page title={title}>
      <p class="lead">{body}</p>
      {children}
    </Page>
  );
}

/** The buttons below the form of a dialog; more of them may follow. */
export function SubmitOrCancel({
  label,
  disabled,
  cancel,
  children,
}: {
  label: string;
  disabled: boolean;
  cancel(): void;
  children?: ComponentChildren;
}) {
  return (
    <p class="actions">
      <button type="submit" class="button" disabled={disabled}>
        {label}
      </button>
      <button type="button" class="plain" onClick={cancel}>
        {messages.value.action.cancel}
      </button>
      {children}
    </p>
  );
}

/** A modal dialog of the browser; it is open as long as it is rendered. */
export function Dialog({
  title,
  close,
  children,
  wide,
}: {
  title: string;
  close(): void;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  // A layout effect, so that it is open before the next key: somebody who types on
  // at once loses no letter.
  useLayoutEffect(() => {
    const d = ref.current;
    if (d && !d.open) {
      d.showModal();
      d.scrollTop = 0; // the focused button may be at the end
    }
    return () => d?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is the mouse's way to do the same.
    <dialog
      ref={ref}
      class={wide ? 'wide' : ''}
      aria-label={title}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onClick={(e) => {
        if (e.target === ref.current) close();
      }}
    >
      <div class="dialog">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

/** A choice of one out of a few options. */
export function Choice<T extends string>({
  legend,
  name,
  options,
  value,
  choose,
  hint,
}: {
  legend: string;
  name: string;
  options: readonly { value: T; label: string; note?: string }[];
  value: T;
  choose(v: T): void;
  hint?: string;
}) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="options">
        {options.map((o) => (
          <label key={o.value} class={o.value === value ? 'chosen' : ''}>
            <input
              type="radio"
              name={name}
              value={o.value}
              checked={o.value === value}
              onChange={() => choose(o.value)}
            />
            <span>{o.label}</span>
            {o.note && <small>{o.note}</small>}
          </label>
        ))}
      </div>
      {hint && <p class="hint">{hint}</p>}
    </fieldset>
  );
}
