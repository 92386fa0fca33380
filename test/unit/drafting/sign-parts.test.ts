import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { factChanges, freshChart } from '../../../dist/nodes/Drafting/signing/fact-changes.js';
import {
	grantedRoles,
	readGroupRoles,
	readRoles,
} from '../../../dist/nodes/Drafting/signing/groups.js';
import { isFromElsewhere, setCookie } from '../../../dist/nodes/Drafting/signing/http.js';
import { STYLE } from '../../../dist/nodes/Drafting/signing/pages/style.js';
import { POLICY } from '../../../dist/nodes/Drafting/signing/pages/shell.js';
import { roleFor } from '../../../dist/nodes/Drafting/signing/person.js';
import { checkedDeskUrl, pageUrlOf } from '../../../dist/nodes/Drafting/signing/places.js';
import { Seals } from '../../../dist/nodes/Drafting/signing/seals.js';
import { wordDiff } from '../../../dist/nodes/Drafting/signing/word-diff.js';
import {
	appliedDraft,
	cleanText,
	editsOf,
	EMPTY_COPY,
	readCopy,
} from '../../../dist/nodes/Drafting/signing/working-copy.js';
import { DRAFT, fact, FACTS, sentence } from './sign-build.ts';
import { person } from './sign-rig.ts';

test('a difference gives both texts back, and shows a changed number as a whole', () => {
	const pairs = [
		['Furosemide 40 mg daily.', 'Furosemide 80 mg daily.'],
		['', 'New.'],
		['Gone.', ''],
		['a b c d', 'd c b a'],
		['one  two', 'one two three'],
	] as const;
	for (const [before, after] of pairs) {
		const parts = wordDiff(before, after);
		const text = (kinds: string[]) =>
			parts
				.filter(({ kind }) => kinds.includes(kind))
				.map((part) => part.text)
				.join('');
		assert.equal(text(['same', 'removed']), before);
		assert.equal(text(['same', 'added']), after);
	}
	assert.deepEqual(
		wordDiff('Furosemide 40 mg daily.', 'Furosemide 400 mg daily.').filter(
			({ kind }) => kind !== 'same',
		),
		[
			{ kind: 'removed', text: ' 40' },
			{ kind: 'added', text: ' 400' },
		],
	);
});

test('a draft that nobody touched stays as it is, without what the chart does not bear out', () => {
	const applied = appliedDraft(DRAFT, EMPTY_COPY);
	assert.deepEqual(applied.sections, DRAFT.sections);
	assert.deepEqual(
		applied.rejected.map(({ id }) => id),
		['s4'],
	);
	assert.deepEqual(editsOf(DRAFT, EMPTY_COPY), []);
});

test('an unsupported sentence within a section is left out although the draft includes it', () => {
	const [first, ...rest] = DRAFT.sections;
	assert.ok(first);
	const bad = { ...sentence('s9', 'Nobody said this.', [], 'unsupported'), included: true };
	const draft = {
		...DRAFT,
		sections: [{ ...first, sentences: [...first.sentences, bad] }, ...rest],
	};
	const applied = appliedDraft(draft, EMPTY_COPY);
	assert.ok(!applied.sections[0]?.sentences.some(({ id }) => id === 's9'));
	assert.ok(applied.rejected.some(({ id }) => id === 's9'));
});

test('what a page sends changes nothing that the draft does not have', () => {
	const body = {
		fields: '1',
		...Object.fromEntries(
			DRAFT.sections.flatMap(({ sentences }) => sentences.map(({ id }) => [`keep.${id}`, '1'])),
		),
		'text.s99': 'Invented.',
		'keep.s99': '1',
		'add.77': 'Nowhere.',
	};
	assert.deepEqual(editsOf(DRAFT, readCopy(DRAFT, body, EMPTY_COPY)), []);
});

test('a form that lacks its fields changes nothing', () => {
	const before = { texts: { s1: 'Mine.' }, included: {}, added: {} };
	assert.deepEqual(readCopy(DRAFT, { act: 'approve' }, before), before);
});

test('a sentence whose text was deleted is left out', () => {
	const body = { fields: '1', 'text.s1': '   ', 'keep.s1': '1' };
	const copy = readCopy(DRAFT, body, EMPTY_COPY);
	assert.equal(copy.included.s1, false);
	assert.equal(copy.texts.s1, undefined);
});

test('invisible, direction-changing and control signs do not get into a signed text', () => {
	assert.equal(cleanText('dose\u202e gm 04\u200b\u0007\nnow'), 'dose gm 04 now');
	assert.equal(cleanText('x'.repeat(9000)).length, 4000);
});

test('what changed in the chart is told fact by fact, whatever their numbers are now', () => {
	const facts = FACTS.facts
		.filter(({ id }) => id !== 'f12')
		.map((one, at) => ({ ...one, id: `f${at + 50}` }))
		.map((one) =>
			one.text.startsWith('potassium') ? { ...one, text: 'potassium 3.2 mmol/L' } : one,
		);
	const extra = fact('f99', 'pending-result', 'report', 'Blood culture, not final', {
		data: {},
		reference: 'DiagnosticReport/zz-culture',
	});
	const now = { ...FACTS, facts: [...facts, extra] as typeof FACTS.facts, hash: 'b'.repeat(64) };
	assert.deepEqual(
		factChanges(FACTS, now).map(({ change, before, after }) => [change, before, after]),
		[
			['changed', 'potassium 4.1 mmol/L', 'potassium 3.2 mmol/L'],
			['added', undefined, 'Blood culture, not final'],
			['gone', 'penicillin: rash', undefined],
		],
	);
	assert.deepEqual(freshChart(FACTS, { ...now, hash: FACTS.hash }).changes, []);
});

test('groups give roles, also from a claim within a claim', () => {
	const map = readGroupRoles(
		'A Group = attending\n A Group = resident \n\nCN=X,DC=hospital = pharmacist',
	);
	assert.deepEqual(grantedRoles({ groups: ['A Group', 'Other'] }, 'groups', map), [
		'attending',
		'resident',
	]);
	assert.deepEqual(
		grantedRoles({ realm_access: { roles: ['CN=X,DC=hospital'] } }, 'realm_access.roles', map),
		['pharmacist'],
	);
	assert.deepEqual(
		grantedRoles({ 'https://h/groups': ['A Group'] }, 'https://h/groups', map).length,
		2,
	);
	for (const none of [{}, { groups: 7 }, { groups: { a: 1 } }, { groups: [7, null] }]) {
		assert.deepEqual(grantedRoles(none, 'groups', map), []);
	}
	assert.throws(() => readGroupRoles('no equals sign'), { code: 'input-invalid' });
	assert.throws(() => readRoles(' , '), { code: 'input-invalid' });
	assert.throws(() => readRoles('Attending!'), { code: 'input-invalid' });
});

test('a named person decides whatever the role, and nobody else does', () => {
	const named = { roles: ['attending'], persons: ['ZZ.Attending@hospital.example'] };
	assert.equal(roleFor(person(), named), 'attending');
	assert.equal(roleFor(person({ accounts: [], subject: 'zz-other' }), named), undefined);
	assert.equal(roleFor(person({ roles: [] }), { roles: ['attending'], persons: [] }), undefined);
});

test('a seal opens for its purpose only, and not after its time', () => {
	let now = 1_000;
	const seals = new Seals(randomBytes(32), () => now);
	const made = seals.make('session', { a: 1 }, 500);
	assert.deepEqual(seals.valid('session', made)?.value, { a: 1 });
	assert.equal(seals.valid('review', made), undefined);
	const other = made[30] === 'A' ? 'B' : 'A';
	assert.equal(seals.valid('session', `${made.slice(0, 30)}${other}${made.slice(31)}`), undefined);
	assert.equal(new Seals(randomBytes(32)).valid('session', made), undefined);
	now = 1_600;
	assert.equal(seals.valid('session', made), undefined);
	assert.equal(seals.open('session', made)?.expired, true);
});

test('a page can only stand where cookies and text are safe', () => {
	const desk = {
		url: 'https://n8n.hospital.example/webhook/sign-off',
		roles: [],
		workflowId: 'w',
		at: '',
	};
	assert.equal(
		pageUrlOf('https://n8n.hospital.example/webhook-waiting/7?signature=ab', 'node-1', desk),
		'https://n8n.hospital.example/webhook-waiting/7/node-1?signature=ab',
	);
	assert.throws(() => pageUrlOf('https://x.example/webhook-waiting/7', 'n', undefined), {
		code: 'sign-off-desk-missing',
	});
	for (const bad of [
		'http://n8n.hospital.example/webhook-waiting/7',
		undefined,
		'https://other.example/7',
	]) {
		assert.throws(() => pageUrlOf(bad, 'n', desk), { code: 'sign-off-address' });
	}
	assert.throws(() => checkedDeskUrl('http://n8n.hospital.example/webhook/sign-off'), {
		code: 'sign-off-address',
	});
	assert.equal(
		checkedDeskUrl('http://127.0.0.1:5678/webhook/x'),
		'http://127.0.0.1:5678/webhook/x',
	);
});

test('cookies are out of reach for scripts and other sites', () => {
	const made = setCookie('a', 'b', 'https://n8n.example/webhook-waiting/7/n?signature=x', 900);
	assert.match(made, /Path=\/webhook-waiting\/7\/n; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/);
	assert.doesNotMatch(setCookie('a', 'b', 'http://127.0.0.1/x', 1), /Secure/);
});

test('a request of another site is told from one of our own', () => {
	const own = 'https://n8n.example';
	assert.equal(isFromElsewhere({ 'sec-fetch-site': 'same-origin', origin: 'null' }, own), false);
	assert.equal(isFromElsewhere({ 'sec-fetch-site': 'same-site' }, own), true);
	assert.equal(isFromElsewhere({ origin: 'https://evil.example' }, own), true);
	assert.equal(isFromElsewhere({ origin: own }, own), false);
});

test('the policy of the pages names their own style and script, and nothing else', () => {
	assert.match(POLICY, /script-src 'sha256-[A-Za-z0-9+/=]{44}'/);
	assert.doesNotMatch(POLICY, /unsafe|https?:|\*/);
});

/** Relative luminance and contrast of two colours (WCAG 2.2). */
function contrast(one: string, other: string): number {
	const luminance = (colour: string): number => {
		const full = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
		const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
			const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (high + 0.05) / (low + 0.05);
}

test('every text can be told from its ground, on light and dark screens', () => {
	const schemes = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, text = '']) =>
		Object.fromEntries(
			[...text.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value]),
		),
	);
	assert.equal(schemes.length, 2);
	for (const scheme of schemes) {
		const pairs = [
			...['ink', 'soft', 'accent', 'good', 'warn', 'bad', 'own'].map((text) => [text, 'card']),
			...['ink', 'soft', 'accent'].map((text) => [text, 'ground']),
			...['good', 'warn', 'bad', 'own'].map((text) => [text, `${text}-soft`]),
			...['good', 'warn', 'bad', 'own'].map((text) => ['ink', `${text}-soft`]),
			...['good', 'bad'].map((text) => [text, 'warn-soft']),
			['accent-ink', 'accent'],
			['ink', 'mark'],
		];
		for (const [text = '', ground = ''] of pairs) {
			const ratio = contrast(scheme[text] ?? '', scheme[ground] ?? '');
			assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
		}
	}
});
