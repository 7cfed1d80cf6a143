import {defineConfig, mergeConfig} from 'vitest/config';
import {sharedConfig} from './vitest.shared.ts';

const readme = mergeConfig(sharedConfig, {test: {name: 'readme', include: ['README.md'], exclude: ['packages', 'examples']}});

export default defineConfig({test: {projects: ['packages/*', 'examples/*', {...readme, test: {...readme.test, include: ['README.md']}}]}});
