import type {ImageRow} from '../image-rows.ts';
import {unescapeHtml} from '../unescape-html.ts';

/** What a licence such as CC BY asks to be said of a photo, as plain text. */
export type Attribution = {
  imageId: string;
  split: string;
  title: string;
  author: string;
  authorUrl: string;
  /** The licence's short name where it is known, such as `CC BY 2.0`. */
  license: string;
  licenseUrl: string;
  /** The photo's page. */
  sourceUrl: string;
};

/** Entities in author and title are replaced; so are line ends and other control characters. */
export function attributionOf(split: string, image: ImageRow): Attribution {
  return {
    imageId: image.imageId,
    split,
    title: plainText(image.title),
    author: plainText(image.author),
    authorUrl: image.authorProfileUrl,
    license: licenseName(image.license),
    licenseUrl: image.license,
    sourceUrl: image.landingUrl,
  };
}

const COLUMNS = ['imageId', 'split', 'title', 'author', 'authorUrl', 'license', 'licenseUrl', 'sourceUrl'] as const;

/** The first line of a manifest, with its line end. */
export const ATTRIBUTION_CSV_HEADER: string = `${['ImageID', 'Split', 'Title', 'Author', 'AuthorURL', 'License', 'LicenseURL', 'SourceURL'].join(',')}\r\n`;

/** One line of a manifest, quoted as RFC 4180 has it. */
export function attributionCsv(attribution: Attribution): string {
  return `${COLUMNS.map((column) => quote(attribution[column])).join(',')}\r\n`;
}

/** “Title” by Author, CC BY 2.0; with links; nothing in it can be taken for Markdown or HTML. */
export function attributionMarkdown({title, author, authorUrl, license, licenseUrl, sourceUrl, imageId}: Attribution): string {
  const link = (text: string, url: string): string =>
    isWeb(url) ? `[${escapeMarkdown(text)}](<${escapeUrl(url)}>)` : escapeMarkdown(text);
  return `${link(titleOr(title, imageId), sourceUrl)} by ${link(author === '' ? 'unknown' : author, authorUrl)}, ${link(license, licenseUrl)}`;
}

/** The same as HTML. */
export function attributionHtml({title, author, authorUrl, license, licenseUrl, sourceUrl, imageId}: Attribution): string {
  const link = (text: string, url: string): string =>
    isWeb(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>` : escapeHtml(text);
  return `${link(titleOr(title, imageId), sourceUrl)} by ${link(author === '' ? 'unknown' : author, authorUrl)}, ${link(license, licenseUrl)}`;
}

function titleOr(title: string, imageId: string): string {
  return title === '' ? imageId : `“${title}”`;
}

function plainText(text: string): string {
  return unescapeHtml(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

function licenseName(url: string): string {
  const [, kind, version] = /^https?:\/\/creativecommons\.org\/licenses\/([a-z-]+)\/([\d.]+)/.exec(url) ?? [];
  return kind === undefined ? url || 'unknown licence' : `CC ${kind.toUpperCase()} ${version}`;
}

function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/.test(url);
}

function escapeUrl(url: string): string {
  return url.replace(/[\\<>()]/g, encodeURIComponent);
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+\-.!|~&$^=:@]/g, '\\$&');
}

/** For text and for attributes in double or single quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
