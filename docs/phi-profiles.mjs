// The page docs/reference/phi-profiles.md, from the table that profiles are checked against.
import { BASES, loadProfile, PROFILE_KEYS } from '../dist/nodes/Phi/profiles/index.js';

const FROM = {
	file: 'file; needed',
	'file-or-basis': 'file',
	'file-basis-or-step': 'file, step',
};

const shown = (value) => (value === undefined ? '' : `\`${String(value)}\``);

const at = (profile, path) =>
	path.split('.').reduce((value, key) => (key === '*' ? value : value?.[key]), profile);

/** What a shipped profile says; lists and groups are only counted. */
function said(profile, path) {
	const value = at(profile, path);
	if (path.endsWith('*')) return [...new Set(Object.values(value ?? {}))].map(shown).join(', ');
	if (Array.isArray(value)) return `${value.length} entries`;
	return shown(typeof value === 'string' && value.length > 40 ? '…' : value);
}

export function phiProfiles() {
	const profiles = BASES.map((name) => loadProfile(name));
	const rows = PROFILE_KEYS.map(({ path, what, values, ordered, from }) => {
		const choices = (values ?? []).map(shown).join(ordered ? ' → ' : ', ');
		const cells = profiles.map((profile) => said(profile, path));
		return `| \`${path}\` | ${what.replaceAll('|', '\\|')} | ${choices} | ${FROM[from]} | ${cells.join(' | ')} |`;
	});
	return [
		'# PHI profiles',
		'',
		'A profile is a JSON file that says what may stay and what must go. Values with an order are listed',
		'loosest first (→): a file may not go below the floor of its basis, and a step of a workflow only',
		'further along. What a file leaves out is taken from the shipped profile of its basis.',
		'',
		'This page is generated from the code by `node docs/generate.mjs`.',
		'',
		`| key | meaning | values | set in | ${BASES.join(' | ')} |`,
		`| --- | --- | --- | --- |${BASES.map(() => ' --- |').join('')}`,
		...rows,
		'',
	].join('\n');
}
