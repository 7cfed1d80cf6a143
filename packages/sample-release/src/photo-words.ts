import type {Random} from '@oid/core';
import type {Setting} from './backdrops/backdrop.ts';
import {chance, pick} from './chance.ts';

const GIVEN = [
  'Ada',
  'Bruno',
  'Chidi',
  'Daria',
  'Elif',
  'Fenna',
  'Gaël',
  'Hana',
  'Ines',
  'Jonas',
  'Kaia',
  'Luca',
  'Mirela',
  'Noor',
  'Oskar',
  'Priya',
];
const FAMILY = [
  'Abara',
  'Berg',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Fontana',
  'García',
  'Haas',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'O&#x27;Neill',
  'Şahin',
];
const PLACES = ['Aarhus', 'Bern', 'Coimbra', 'Dublin', 'Esch', 'Freiburg', 'Ghent', 'Hull', 'Izmir', 'Jena', 'Kraków', 'Lund'];
const PHRASES: Record<Setting, readonly string[]> = {
  street: [
    'On the way to work',
    'Rush hour, again',
    'Waiting for line 7',
    'The corner, 8 am',
    'Quiet street &amp; loud colours',
    'Parked, for now',
  ],
  water: ['Light wind, flat sea', 'Out on the bay', 'Leaving the harbour', 'Regatta, day 2', 'Sea &amp; sky'],
  table: ['Breakfast, almost', 'From the market', 'Still life, no. 4', 'Kitchen table', 'Fruit &amp; wood'],
  studio: ['Tidy up, please', 'Toys, sorted by nothing', 'Desk, Monday', 'Rainy afternoon', 'Found under the "sofa"'],
};

/** Who is said to have taken a photo, and what they called it: made up, with the commas, quotes and HTML entities of the real tables. */
export type PhotoWords = {readonly author: string; readonly account: string; readonly title: string; readonly landing: string};

/** Makes up a photo's words. */
export function photoWords(random: Random, setting: Setting): PhotoWords {
  const [given, family] = [pick(random, GIVEN), pick(random, FAMILY)];
  const account = `${given}${family.replace(/&#x27;/, '')}${random.integer(90) + 10}`
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
  const author = chance(random, 0.3) ? `${given} ${family}, ${pick(random, PLACES)}` : `${given} ${family}`;
  const phrase = pick(random, PHRASES[setting]);
  const title = chance(random, 0.4) ? `${phrase} (${pick(random, PLACES)}, ${2008 + random.integer(9)})` : phrase;
  return {author, account, title, landing: String(3_000_000_000 + random.integer(1_000_000_000))};
}
