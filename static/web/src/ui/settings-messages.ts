import { computed } from '@preact/signals';
import { type SettingsMessages, settingsEn } from '../messages/settings-en';
import { settingsNl } from '../messages/settings-nl';
import { lang } from './i18n';

const words = { en: settingsEn, nl: settingsNl };

/**
 * The texts of the settings in the page's language, and of the code that a phone
 * reads. Only code that is loaded on demand may import them.
 */
export const settingsWords = computed<SettingsMessages>(() => words[lang.value]);
