import { computed } from '@preact/signals';
import { type ReviewMessages, reviewEn } from '../../messages/review-en';
import { reviewNl } from '../../messages/review-nl';
import { lang } from '../../ui/i18n';

const words = { en: reviewEn, nl: reviewNl };

/**
 * The texts of the page that looks back, in the page's language. They are apart from
 * the others because no other page needs them.
 */
export const reviewWords = computed<ReviewMessages>(() => words[lang.value]);
