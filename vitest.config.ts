import {defineConfig} from 'vitest/config';
import {sharedConfig} from './vitest.shared.ts';

const readme = {...sharedConfig, test: {...sharedConfig.test, name: 'readme', include: ['README.md']}};

export default defineConfig({test: {projects: ['packages/*', 'examples/*', readme]}});
