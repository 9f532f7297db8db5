/** A text with a number in it, in the plural form that the language has for that number. */
export function count(lang: string, forms: { one: string; other: string }): (n: number) => string {
  const rules = new Intl.PluralRules(lang);
  const number = new Intl.NumberFormat(lang);
  return (n) => (rules.select(n) === 'one' ? forms.one : forms.other).replace('{n}', number.format(n));
}
