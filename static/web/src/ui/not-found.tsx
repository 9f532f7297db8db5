import type { ComponentChildren } from 'preact';
import { wasInvited } from '../session/identity';
import { messages } from './i18n';
import { LazyPart } from './lazy';
import { Message } from './parts';

const left = () => import('./unsent-meetings');

export function NotFound({ children }: { children?: ComponentChildren }) {
  const m = messages.value;
  return (
    <Message title={m.notFound.title} body={m.notFound.body}>
      <p>
        <a class="button" href="/">
          {m.notFound.home}
        </a>
      </p>
      {children}
    </Message>
  );
}

/** Says what to do when the server does not know this browser. */
export function SignedOut() {
  const m = messages.value;
  if (wasInvited())
    return (
      <Message title={m.signedOut.endedTitle} body={m.signedOut.ended}>
        <LazyPart load={left} show={({ UnsentMeetings }) => <UnsentMeetings />} />
      </Message>
    );
  return (
    <Message title={m.signedOut.title} body={m.signedOut.body}>
      <p class="quiet">{m.signedOut.again}</p>
      <p class="quiet">{m.signedOut.invited}</p>
      <LazyPart load={left} show={({ UnsentMeetings }) => <UnsentMeetings />} />
    </Message>
  );
}
