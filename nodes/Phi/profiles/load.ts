import { readFileSync, statSync } from 'node:fs';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { checkValues, invalid, layOver, paths } from './check';
import expert from './expert.json';
import { profileKey } from './keys';
import limitedDataSet from './limited-data-set.json';
import { BASES, belowFloor, looserThan } from './order';
import type { Basis, Profile, ProfileChange } from './profile';
import safeHarbor from './safe-harbor.json';

const SHIPPED: Readonly<Record<Basis, Profile>> = {
	'safe-harbor': safeHarbor as unknown as Profile,
	'limited-data-set': limitedDataSet as unknown as Profile,
	expert: expert as unknown as Profile,
};

const MOST_BYTES = 256 * 1024;

/**
 * A shipped profile by name, or a profile file by path, with what a step makes tighter.
 *
 * @param tighten only values that let less stand, `style`, and nothing else
 * @throws HospitalError `profile-missing`, `profile-invalid`, `profile-below-floor`,
 * `profile-determination-missing`, `profile-loosened`
 */
export function loadProfile(nameOrFile: string, tighten: ProfileChange = {}): Profile {
	const isName = (BASES as readonly string[]).includes(nameOrFile);
	const profile = isName ? SHIPPED[nameOrFile as Basis] : fromFile(nameOrFile);
	return tightened(profile, tighten);
}

/**
 * A profile from the content of a file.
 *
 * @throws as {@link loadProfile}
 */
export function parseProfile(json: unknown): Profile {
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		throw invalid('The profile is not a group of keys');
	}
	const fields = json as Record<string, unknown>;
	const shipped = BASES.includes(fields.basis as Basis)
		? SHIPPED[fields.basis as Basis]
		: undefined;
	if (shipped === undefined) {
		throw invalid(`"basis" in the profile takes ${BASES.join(', ')}`);
	}
	checkValues(fields, shipped);
	for (const needed of ['format', 'name']) {
		if (!(needed in fields)) throw invalid(`The profile has no "${needed}"`);
	}
	if ('restrictedZip3' in fields && !('restrictedZip3Source' in fields)) {
		throw invalid('"restrictedZip3" in the profile needs "restrictedZip3Source" beside it');
	}
	return checkProfile(settled(shipped, fields), shipped);
}

/**
 * Refuses a profile that its basis does not allow. For whoever gets a profile that was not loaded here.
 *
 * @throws HospitalError `profile-below-floor`, `profile-determination-missing`
 */
export function checkProfile(profile: Profile, shipped: Profile = SHIPPED[profile.basis]): Profile {
	const below = [...belowFloor(profile), ...belowAreas(profile, shipped)];
	if (below.length > 0) {
		throw new HospitalError(
			'profile-below-floor',
			`The profile lets more stand than the basis ${profile.basis} allows: ${below.join(', ')}`,
			{ nextStep: instead(profile, below) },
		);
	}
	if (profile.basis === 'expert' && profile.determination === undefined) {
		const looser = looserThan(profile, shipped).filter((path) => !path.startsWith('shift.'));
		if (looser.length > 0) {
			throw new HospitalError(
				'profile-determination-missing',
				`The profile lets more stand than the shipped one, without an expert's word: ${looser.join(', ')}`,
				{
					nextStep:
						'Name the paper in which an expert judged this under "determination", or take these keys out.',
				},
			);
		}
	}
	return profile;
}

/** What to do about keys that let too much stand; of moved dates only where they are what is wrong. */
function instead({ basis }: Profile, below: readonly string[]): string {
	if (basis !== 'safe-harbor') {
		return 'Direct identifiers may not stay under any basis (45 CFR 164.514(e)(2)). Take these keys out.';
	}
	return below.some((path) => path === 'dates' || path === 'codes')
		? 'Safe harbor knows no moved dates and no codes made from a value (45 CFR 164.514(b)(2) and (c)). Take these keys out, or use the basis "expert" if an expert has judged this.'
		: 'Under safe harbor all eighteen kinds of identifier go: no name, number or place may stay, and of ZIP codes and ages what 45 CFR 164.514(b)(2) allows. Take these keys out.';
}

function fromFile(path: string): Profile {
	let text: string;
	try {
		const stats = statSync(path);
		if (!stats.isFile() || stats.size > MOST_BYTES)
			throw invalid('The profile is not a small file');
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const known = toHospitalError(error, 'Reading the profile');
		if (known.code === 'profile-invalid') throw known;
		throw new HospitalError('profile-missing', 'The profile cannot be read', {
			nextStep: `Give the path of a profile file that the n8n user may read, or one of ${BASES.join(', ')}.`,
			cause: error,
		});
	}
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		throw new HospitalError('profile-invalid', 'The profile is not valid JSON', {
			nextStep: 'Check it with an editor that knows JSON: often a comma or a quote is missing.',
			cause: error,
		});
	}
	return parseProfile(json);
}

function tightened(profile: Profile, change: ProfileChange): Profile {
	const fields = change as Record<string, unknown>;
	checkValues(fields, profile);
	const refused = [...paths(fields)]
		.map(([path]) => path)
		.filter((path) => profileKey(path)?.from !== 'file-basis-or-step');
	if (refused.length === 0) {
		const result = settled(profile, fields);
		refused.push(...looserThan(result, profile));
		if (refused.length === 0) return result;
	}
	throw new HospitalError(
		'profile-loosened',
		`A step may only make the profile tighter; it may not change ${refused.join(', ')} in this way`,
		{
			nextStep:
				'Take these settings out of the step, or have whoever is responsible for the profile change its file.',
		},
	);
}

/** A whole profile; the days of a shift stay only where dates move. */
function settled(base: Profile, change: Record<string, unknown>): Profile {
	const { shift, ...result } = layOver(base, change) as unknown as Profile;
	if (result.dates !== 'shift') {
		if (change.shift !== undefined) {
			throw new HospitalError(
				'profile-below-floor',
				'The profile moves no dates, yet has "shift"',
				{
					nextStep:
						'Take "shift" out: it has a meaning only with "dates": "shift", which safe harbor does not know.',
				},
			);
		}
		return frozen(result);
	}
	const whole = { maxDays: 364, wholeWeeks: true, ...shift };
	return frozen({ ...result, shift: whole });
}

function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(frozen);
	}
	return value;
}

/** Areas of so few people that 164.514(b)(2)(i)(B) lets nothing stand of them: a file may only add to them. */
const belowAreas = ({ basis, zip, restrictedZip3 }: Profile, shipped: Profile): string[] =>
	basis === 'safe-harbor' &&
	zip !== 'remove' &&
	shipped.restrictedZip3.some((area) => !restrictedZip3.includes(area))
		? ['restrictedZip3']
		: [];
