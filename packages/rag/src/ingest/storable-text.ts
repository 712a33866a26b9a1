/** A text as every store can hold it: zero characters and halves of characters become U+FFFD. Its length stays. */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
