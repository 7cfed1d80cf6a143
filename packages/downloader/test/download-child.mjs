// Downloads what the first argument says: JSON (index, requests, options), or @ and a file of it. Run as a process of its own, so that a test can
// kill it.
import {readFileSync} from 'node:fs';
import {loadSource} from './load-source.mjs';

const [, , argument] = process.argv;
const {index, requests, options} = JSON.parse(argument.startsWith('@') ? readFileSync(argument.slice(1), 'utf8') : argument);
const {module, close} = await loadSource(index);
process.stdout.write('ready\n');
await module.downloadPhotos(requests, options);
process.stdout.write('finished\n');
await close();
