import { computed } from '@preact/signals';
import { type SigninMessages, signinEn } from '../../messages/signin-en';
import { signinNl } from '../../messages/signin-nl';
import { lang } from '../../ui/i18n';

const words = { en: signinEn, nl: signinNl };

/** The texts of signing in and of joining in the page's language; no other page needs them. */
export const signinWords = computed<SigninMessages>(() => words[lang.value]);
