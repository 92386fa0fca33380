import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { processState } from '../../shared/process-state';
import type { OnUncertain, Phi } from '../engine';
import type { ProfileChange } from '../profiles';
import { checkProject, openPolicy, profileOf, STYLES, type PolicySettings } from '../site';
import type { Style } from '../types';
import { openVault, type Reidentification, type Vault } from '../vault';

/** The settings of a step, with whether its codes are kept. */
export interface StepPolicy extends PolicySettings {
	readonly useVault: boolean;
}

interface Options {
	dayFirst?: boolean;
	model?: string;
	reviewed?: boolean;
	threshold?: unknown;
	tighten?: unknown;
	useVault?: boolean;
	withoutContext?: boolean;
}

/** What the fields of the node say. @throws HospitalError `field-invalid` */
export async function readPolicy(
	context: OperationContext,
	optionsField: string,
): Promise<StepPolicy> {
	const options = await context.parameter<Options>(optionsField, {});
	const chosen = await context.parameter<string>('profile', 'safe-harbor');
	const named = chosen === 'site' ? await context.parameter<string>('profileName', '') : chosen;
	const style = await context.parameter<string>('style', 'profile');
	const model = String(options.model ?? '').trim();
	const profile = profileName(named);
	checkProfile(profile);
	return {
		profile,
		project: checkProject(String(await context.parameter<unknown>('project', 'research')).trim()),
		onUncertain: await context.parameter<OnUncertain>('onUncertain', 'review'),
		requireContext: options.withoutContext !== true,
		useVault: options.useVault === true || style === 'vault',
		reviewed: options.reviewed === true,
		dayFirst: options.dayFirst === true,
		tighten: changeIn(options.tighten),
		...(STYLES.includes(style as Style) && { style: style as Style }),
		...(model !== '' && { model: siteName(model) }),
		...(options.threshold !== undefined && { threshold: share(options.threshold) }),
	};
}

/** A step names files of the site, and no other place of the server. */
function siteName(name: string): string {
	if (!/[/\\]/.test(name)) return name;
	throw new HospitalError('field-invalid', 'A step names a folder of the site, not a path', {
		nextStep: 'Put it into the folder of the site (docs/reference/phi.md) and enter its name.',
	});
}

function profileName(name: unknown): string {
	const text = String(name ?? '').trim();
	if (text !== '') return siteName(text);
	throw new HospitalError('field-invalid', 'The field "Name of the Profile" is empty', {
		nextStep: 'Enter the name of a file in the folder "profiles" of the site, without its ending.',
	});
}

/** A step names a profile; the advice of the engine is for a command line, which takes a path. */
function checkProfile(profile: string): void {
	try {
		profileOf({ profile });
	} catch (error) {
		if (!(error instanceof HospitalError) || error.code !== 'profile-missing') throw error;
		throw new HospitalError('profile-missing', 'There is no profile of that name', {
			nextStep:
				'Choose safe-harbor, limited-data-set or expert, or enter the name of a file in the folder "profiles" of the site, without its ending.',
			cause: error,
		});
	}
}

function share(value: unknown): number {
	const number = Number(value);
	if (Number.isFinite(number) && number >= 0.05 && number <= 0.95) return number;
	throw new HospitalError('field-invalid', 'The field "Threshold" is not between 0.05 and 0.95', {
		nextStep: 'Correct it, or remove the option.',
	});
}

function changeIn(value: unknown): ProfileChange {
	if (isEmpty(value)) return {};
	let change: unknown = value;
	if (typeof value === 'string') {
		try {
			change = JSON.parse(value) as unknown;
		} catch {
			change = undefined;
		}
	}
	if (typeof change === 'object' && change !== null && !Array.isArray(change)) {
		return change as ProfileChange;
	}
	throw new HospitalError('field-invalid', 'The field "Make Tighter" holds no group of settings', {
		nextStep: 'Enter JSON such as { "ages": "remove" }, or remove the option.',
	});
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** An unused policy is kept for a while: the next node of the run asks for it again. */
const KEPT_MS = 120_000;

interface Open {
	phi: Promise<Phi>;
	users: number;
	timer?: NodeJS.Timeout;
}

/**
 * Works with a policy that all items and nodes of one execution share, so that codes drawn at random are
 * the same in all of them. Other executions have others: what is random must not join them.
 */
export async function withPolicy<T>(
	context: OperationContext,
	policy: StepPolicy,
	work: (phi: Phi) => Promise<T>,
): Promise<T> {
	const open = processState('phi-policies/1', () => new Map<string, Open>());
	const { onUncertain, requireContext, reviewed, useVault, ...shared } = policy;
	const run = context.liveWork === undefined ? context.executionId : context.liveWork.id;
	const own = canonicalJson([run, shared, useVault, onUncertain, requireContext, reviewed]);
	const name = createHash('sha256').update(own).digest('hex');
	let entry = open.get(name);
	if (entry === undefined) {
		entry = { phi: openFor(policy), users: 0 };
		open.set(name, entry);
		entry.phi.catch(() => open.delete(name));
	}
	const { phi } = entry;
	clearTimeout(entry.timer);
	entry.users += 1;
	try {
		return await work(await phi);
	} finally {
		entry.users -= 1;
		if (entry.users === 0) {
			entry.timer = setTimeout(() => {
				open.delete(name);
				void phi.then(async (one) => await one.close()).catch(() => undefined);
			}, KEPT_MS);
			entry.timer.unref();
		}
	}
}

async function openFor(policy: StepPolicy): Promise<Phi> {
	const { key } = await dataDirectory();
	const vault = policy.useVault ? await projectVault(policy.project, refuseReveal) : undefined;
	return await openPolicy(policy, {
		key: key.key('phi'),
		...(vault !== undefined && { vault }),
	});
}

/** The vault of a project in the data directory. */
export async function projectVault(
	project: string,
	onReidentify: (event: Reidentification) => Promise<void>,
): Promise<Vault> {
	const { root, key } = await dataDirectory();
	const directory = join(root, 'phi-vault');
	return await openVault({ directory, key: key.key('phi-vault'), project, onReidentify });
}

/** A vault that was opened to give codes out reveals none. */
const refuseReveal = (): Promise<void> =>
	Promise.reject(new Error('this vault was not opened to reveal'));
