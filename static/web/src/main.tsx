// The order of these files is the order of their rules.
import './style/fonts.css';
import './style/tokens.css';
import './style/page.css';
import './style/forms.css';
import './style/dialogs.css';
import './style/new-meeting.css';
import './style/pad.css';
import './style/pad-tools.css';
import './style/pad-lead.css';
import './style/pad-not-running.css';
import './style/pad-screens.css';
import './style/pad-dialogs.css';
import './style/pad-practice.css';
import { render } from 'preact';
import { App } from './app';
import { followIdentity } from './session/identity';
import { followLang, loadLang } from './ui/i18n';
import { followAddress } from './ui/router';
import { followTheme } from './ui/theme';
import { followUpdates } from './update';

followLang();
followTheme();
followAddress();
followUpdates();

const app = document.getElementById('app');
followIdentity(() => {
  // Takes everything off the screen at once, including a pad that asks before it is
  // left. The new page keeps nothing of this one.
  if (app) render(null, app);
  location.replace('/');
});

loadLang().then(
  () => {
    if (app) render(<App />, app);
  },
  () => {
    // Without its texts the page can only show what is in the HTML from the start.
    const late = document.getElementById('late') as HTMLTemplateElement;
    app?.append(late.content);
  },
);
