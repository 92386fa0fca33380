import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

// The pack opens sockets, files and worker threads: it can only be self-hosted, so the set without
// cloud support applies. Every rule switched off below carries its reason.
export default [
	{ ignores: ['dist/**', 'node_modules/**', 'test/n8n/**'] },
	...configWithoutCloudSupport,
	{
		files: ['nodes/**/*.ts'],
		ignores: ['nodes/**/*.node.ts'],
		rules: {
			// Engines and operations throw HospitalError and import nothing of n8n's errors:
			// nodes/shared/face/run.ts turns every one of them into a NodeOperationError.
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
	{
		files: ['test/**', 'build.mjs', 'docs/*.mjs'],
		rules: {
			// The harness starts real peers as child processes.
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			// Tests and the harness are no nodes: there is no n8n to hand an error to.
			'@n8n/community-nodes/require-node-api-error': 'off',
			// Programs that print to a terminal.
			'no-console': 'off',
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			// Tests look into JSON that other systems wrote; assertions say what they expect of it.
			'@typescript-eslint/no-explicit-any': 'off',
			// `_` names what a destructuring leaves out on purpose.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
			],
		},
	},
];
