import { lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dataRoot } from '../../shared/data-directory';
import { last, parseArguments, readNamedFile, type Arguments } from '../../shared/command-line';
import { HospitalError } from '../../shared/errors';
import { SiteKey } from '../../shared/keys';
import type { OnUncertain, Phi } from '../engine';
import { BASES } from '../profiles';
import { checkAuthorities, checkProject, openPolicy, profileOf, STYLES } from '../site';
import { readContext } from '../site/input';
import { utf8Of } from './lines';

const VALUED = [
	'profile',
	'style',
	'in',
	'out',
	'context',
	'project',
	'authorities',
	'lists',
	'model',
	'threshold',
	'uncertain',
	'manifest',
	'charset',
];
const SWITCHES = ['day-first', 'reviewed', 'keep-names', 'keep-ids', 'without-context'];

/** What was asked for on the command line. */
export interface Asked {
	readonly from: string;
	/** '' where nothing is written. */
	readonly to: string;
	/** About the patient of all records. */
	readonly context: readonly unknown[];
	readonly manifest: string | undefined;
	/** Of HL7 messages, where they do not say it or say it wrongly. */
	readonly charset: string | undefined;
	readonly reviewed: boolean;
	readonly keepNames: boolean;
	readonly keepIds: boolean;
	open(): Promise<Phi>;
}

/**
 * Reads the words behind a part of `hospital phi`.
 *
 * @throws HospitalError `usage`, `file-exists`
 */
export function readAsked(words: readonly string[], { output = true } = {}): Asked {
	const given = parseArguments(words, VALUED, SWITCHES);
	const needed = ['profile', 'in', ...(output ? ['out'] : [])];
	const missing = needed.filter((name) => !last(given, name));
	if (missing.length > 0) throw usage(`There is no --${missing.join(' and no --')}`);
	if (given.rest.length > 0) throw usage('There is a word that belongs to no option');
	const [contextFile, manifest] = [last(given, 'context'), last(given, 'manifest')];
	if (manifest !== undefined) checkManifest(resolve(manifest), last(given, 'out'));
	return {
		from: resolve(last(given, 'in') ?? ''),
		to: output ? resolve(last(given, 'out') ?? '') : '',
		context: contextFile === undefined ? [] : chartIn(resolve(contextFile)),
		charset: last(given, 'charset'),
		manifest: manifest === undefined ? undefined : resolve(manifest),
		reviewed: given.switches.has('reviewed'),
		keepNames: given.switches.has('keep-names'),
		keepIds: given.switches.has('keep-ids'),
		open: async () => await openAsked(given),
	};
}

/** @throws HospitalError `file-unreadable`, `file-not-utf-8`, `phi-input-unknown` */
function chartIn(path: string): readonly unknown[] {
	// Refuses what cannot be read, and what is too large.
	readNamedFile(path);
	const text = utf8Of(readFileSync(path));
	try {
		return readContext(text);
	} catch {
		throw new HospitalError('phi-input-unknown', 'What --context names holds no FHIR records', {
			nextStep: 'Name a file with a FHIR Bundle or the Patient, as JSON. Nothing was written.',
		});
	}
}

/** It may name the chart by a slip of the hand: what is there is never overwritten. */
function checkManifest(manifest: string, output: string | undefined): void {
	const stats = lstatSync(manifest, { throwIfNoEntry: false });
	if (stats !== undefined) throw exists('--manifest');
	if (output !== undefined && resolve(output) === manifest) {
		throw usage('--manifest and --out name the same file');
	}
}

export const exists = (option: string): HospitalError =>
	new HospitalError('file-exists', `What ${option} names is there already`, {
		nextStep: 'Name a file that does not exist, or an empty folder. Nothing was written.',
	});

async function openAsked(given: Arguments): Promise<Phi> {
	const profile = pathOrName(last(given, 'profile') ?? '');
	const [lists, model] = [last(given, 'lists'), last(given, 'model')];
	const authorities = last(given, 'authorities');
	const threshold = last(given, 'threshold');
	if (last(given, 'style') === 'vault')
		throw usage('The style "vault" is for the node: it keeps what can be revealed');
	const style = choice(
		given,
		'style',
		STYLES.filter((one) => one !== 'vault'),
	);
	const needsKey = keyed(profileOf({ profile }));
	const key = needsKey ? siteKey() : undefined;
	return await openPolicy(
		{
			profile,
			project: checkProject(last(given, 'project') ?? 'research'),
			onUncertain: choice(given, 'uncertain', UNCERTAIN) ?? 'review',
			requireContext: !given.switches.has('without-context'),
			reviewed: given.switches.has('reviewed'),
			dayFirst: given.switches.has('day-first'),
			...(style !== undefined && { style }),
			...(lists !== undefined && { lists: resolve(lists) }),
			...(model !== undefined && { model: resolve(model) }),
			...(threshold !== undefined && { threshold: share(threshold) }),
			...(authorities !== undefined && {
				authorities: checkAuthorities(json(readNamedFile(resolve(authorities)))),
			}),
		},
		{ ...(key !== undefined && { key }) },
	);
}

const UNCERTAIN: readonly OnUncertain[] = ['fail', 'block', 'review'];

const keyed = ({ codes, dates }: { codes: string; dates: string }): boolean =>
	codes === 'keyed' || dates === 'shift';

/** The key of the node: what the command line makes agrees with what a workflow makes. */
const siteKey = (): Buffer =>
	SiteKey.read(process.env.HOSPITAL_KEY_FILE, dataRoot(process.env)).key('phi');

/** Only what looks like a path is one. */
function pathOrName(profile: string): string {
	if ((BASES as readonly string[]).includes(profile)) return profile;
	return /[/\\]|\.json$/.test(profile) ? resolve(profile) : profile;
}

function choice<T extends string>(
	given: Arguments,
	name: string,
	all: readonly T[],
): T | undefined {
	const value = last(given, name);
	if (value === undefined) return undefined;
	if ((all as readonly string[]).includes(value)) return value as T;
	throw usage(`--${name} takes ${all.join(', ')}`);
}

function share(text: string): number {
	const number = Number(text);
	if (Number.isFinite(number) && number > 0 && number < 1) return number;
	throw usage('--threshold takes a number between 0 and 1');
}

function json(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

export function usage(message: string): HospitalError {
	return new HospitalError('usage', message, {
		nextStep: 'hospital phi --help lists what it takes.',
	});
}
