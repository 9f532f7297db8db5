/** Makes the browser download a file. */
export function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The title of a meeting as a part of the name of a file. */
export const inFileName = (title: string) => title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40);
