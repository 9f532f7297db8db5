import { computed } from '@preact/signals';
import { mirrorEn } from '../../messages/mirror-en';
import { mirrorNl } from '../../messages/mirror-nl';
import { lang } from '../../ui/i18n';

const words = { en: mirrorEn, nl: mirrorNl };

/**
 * The texts of the mirror in the page's language. They are apart from the others
 * because no other page needs them.
 */
export const mirror = computed(() => words[lang.value]);
