import {defaultServerConditions} from 'vite';
import {defineProject, mergeConfig} from 'vitest/config';
import {sharedConfig} from '../../vitest.shared.ts';

// As Node itself does: the AWS SDK's "module" files are meant for bundlers and leave out extensions.
const conditions = ['@oid/source', ...defaultServerConditions.filter((condition) => condition !== 'module')];

export default mergeConfig(
  {...sharedConfig, ssr: {resolve: {conditions}}},
  defineProject({test: {name: 'downloader', env: {AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true'}}}),
);
