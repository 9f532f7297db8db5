const en = {
  example: (text: string) => `For example: ${text}`,
  nearMiss: (text: string) => `Not to be mistaken for: ${text}`,
};

const nl: typeof en = {
  example: (text) => `Bijvoorbeeld: ${text}`,
  nearMiss: (text) => `Niet te verwarren met: ${text}`,
};

/** The texts around the definition of a word. */
export const WORDS = { nl, en };
