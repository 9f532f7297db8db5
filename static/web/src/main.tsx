import './style/fonts.css';
import './style/tokens.css';
import './style/page.css';
import './style/pad.css';
import { render } from 'preact';
import { App } from './app';
import { followWho } from './session/who';
import { followLang, loadLang } from './ui/i18n';
import { followAddress } from './ui/router';
import { followTheme } from './ui/theme';
import { followUpdates } from './update';

followLang();
followTheme();
followAddress();
followUpdates();

const app = document.getElementById('app');
followWho(() => {
  // Off the screen at once, and no pad that asks to stay; the new page has nothing of this one.
  if (app) render(null, app);
  location.replace('/');
});

loadLang().then(
  () => {
    if (app) render(<App />, app);
  },
  () => {
    // Without its words the page can say only what stands in it from the start.
    const late = document.getElementById('late') as HTMLTemplateElement;
    app?.append(late.content);
  },
);
