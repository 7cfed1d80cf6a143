import {decodeHTML} from 'entities/decode';

/**
 * Replaces HTML entities, which image tables have in authors and titles, by what they stand for: `O&#x27;Hara &amp; Co` is “O'Hara & Co”. For
 * output; rows keep the text as published. What is no entity stays.
 */
export function unescapeHtml(text: string): string {
  return text.includes('&') ? decodeHTML(text) : text;
}
