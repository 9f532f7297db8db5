import { computed } from '@preact/signals';
import { teamEn } from '../../messages/team-en';
import { teamNl } from '../../messages/team-nl';
import { lang } from '../../ui/i18n';

const words = { en: teamEn, nl: teamNl };

/**
 * The texts of a team's page in the page's language. They are apart from the others
 * because no other page needs them.
 */
export const teamMessages = computed(() => words[lang.value]);
