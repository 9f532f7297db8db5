import './style/fonts.css';
import './style/tokens.css';
import './style/page.css';
import './style/pad.css';
import { render } from 'preact';
import { followLang, loadLang } from './i18n';
import { followAddress } from './router';
import { followTheme } from './theme';
import { followUpdates } from './update';
import { App } from './views/app';
import { followWho } from './who';

followLang();
followTheme();
followAddress();
followWho();
followUpdates();

await loadLang();
const app = document.getElementById('app');
if (app) render(<App />, app);
