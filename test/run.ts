/**
 * Everything that `npm test` checks, in order, with exact counts and one last line
 * `N passed, N failed`. Options:
 *
 *     --only checks|unit|peers|e2e   one group
 *     --name PATTERN                 tests whose name matches
 *     --heavy                        the protocol tests with the long ones
 *     FILTER ...                     test files whose path contains FILTER
 */
import { glob } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { command } from './peers/command.ts';
import { Report } from './report.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface Group {
	name: string;
	title: string;
	files: string[];
	/** Test files at once; servers and n8n want the machine to themselves. */
	concurrency: number;
	/** Longest run of a file in minutes. */
	minutes: number;
}

const { values: options, positionals: filters } = parseArgs({
	allowPositionals: true,
	options: {
		only: { type: 'string' },
		name: { type: 'string' },
		heavy: { type: 'boolean', default: false },
	},
});

const GROUPS: Group[] = [
	{
		name: 'unit',
		title: 'Unit tests',
		files: ['test/unit/**/*.test.ts'],
		concurrency: availableParallelism(),
		minutes: 5,
	},
	{
		name: 'peers',
		title: 'Protocol tests against real peers',
		files: ['test/peers/**/*.test.ts'],
		concurrency: 2,
		minutes: 15,
	},
	{
		name: 'e2e',
		title: 'End-to-end tests in the real n8n',
		files: ['test/e2e/**/*.test.ts'],
		concurrency: 1,
		minutes: 45,
	},
];

const CHECKS: Array<{ title: string; args: string[] }> = [
	{ title: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
	{ title: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
	{
		title: 'types of the tests',
		// Files beside a package.json without `type` are modules to Node all the same: `preserve`.
		args: [
			...['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json'],
			...['--module', 'preserve', '--moduleResolution', 'bundler'],
		],
	},
];

/** Ends the test processes, and they the servers that they started, before this process ends. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => interrupted.abort());
}

async function main(): Promise<void> {
	const groups = GROUPS.filter((group) => isWanted(group.name));
	const known = ['checks', ...GROUPS.map((group) => group.name)];
	if (options.only !== undefined && !known.includes(options.only)) {
		throw new Error(`--only takes one of: ${known.join(', ')}`);
	}
	const report = new Report(ROOT);
	if (isWanted('checks')) await runChecks(report);
	for (const group of groups) {
		if (!interrupted.signal.aborted) await runGroup(report, group);
	}
	report.end();
	process.exitCode = report.succeeded && !interrupted.signal.aborted ? 0 : 1;
}

/** Without --only everything is wanted; a filter or --heavy asks for tests alone. */
function isWanted(name: string): boolean {
	if (options.only !== undefined) return name === options.only;
	if (options.heavy) return name === 'peers';
	return name !== 'checks' || (filters.length === 0 && options.name === undefined);
}

async function runChecks(report: Report): Promise<void> {
	report.heading('Lint, format, types');
	for (const { title, args } of CHECKS) {
		const began = Date.now();
		const result = await command(process.execPath, args, { cwd: ROOT, timeoutMs: 10 * 60_000 });
		const text = `${result.stdout}${result.stderr}`.trim();
		report.check(title, result.code === 0, Date.now() - began, text);
	}
}

async function runGroup(report: Report, group: Group): Promise<void> {
	const files = await testFiles(group);
	if (files.length === 0) return;
	report.heading(group.title);
	const events = run({
		files,
		cwd: ROOT,
		concurrency: group.concurrency,
		timeout: group.minutes * 60_000,
		isolation: 'process',
		signal: interrupted.signal,
		execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
		...(options.name === undefined ? {} : { testNamePatterns: [new RegExp(options.name, 'i')] }),
	});
	await report.read(events, files, options.name !== undefined);
}

async function testFiles(group: Group): Promise<string[]> {
	const files: string[] = [];
	for (const pattern of group.files) {
		for await (const file of glob(pattern, { cwd: ROOT })) files.push(resolve(ROOT, file));
	}
	return files
		.filter((file) => options.heavy || !relative(ROOT, file).startsWith('test/peers/heavy/'))
		.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
		.sort();
}

await main();
