import { HospitalError } from '../../shared/errors';
import { openPhi, type OnUncertain, type Phi } from '../engine';
import type { PixelCleaner } from '../formats/dicom';
import { openTokenModel } from '../model';
import { cleanPixels, DEFAULT_RULES, openTextReader, parseRules, type TextReader } from '../pixels';
import { BASES, loadProfile, type Profile, type ProfileChange } from '../profiles';
import type { Authority } from '../transforming';
import type { Style } from '../types';
import type { Vault } from '../vault';
import { siteAuthorities, siteCodeSystems } from './authorities';
import { checkLists, listsFolder, siteJson, sitePath } from './folder';

export const STYLES: readonly Style[] = ['tag', 'remove', 'mask', 'surrogate', 'vault'];
const RULES_FILE = 'equipment.json';

/** How a step, or a command, wants records to be treated. */
export interface PolicySettings {
	/** A shipped profile, or one of the site by the name of its file, or (with a slash) a path. */
	readonly profile: string;
	readonly style?: Style;
	readonly tighten?: ProfileChange;
	readonly project: string;
	readonly onUncertain: OnUncertain;
	readonly requireContext: boolean;
	/** Name of a model of the site. */
	readonly model?: string;
	/** Folder of word lists in place of the site's. */
	readonly lists?: string;
	readonly threshold?: number;
	readonly dayFirst?: boolean;
	/** A person has looked at the pixels of the images. */
	readonly reviewed?: boolean;
	/** In place of the site's. */
	readonly authorities?: readonly Authority[];
}

export interface PolicyKeys {
	/** 32 bytes for moved dates and keyed codes; needed by the profiles that have them. */
	readonly key?: Buffer;
	/** Opened for the style `vault`, and where the project has one. */
	readonly vault?: Vault;
	readonly signal?: AbortSignal;
}

/**
 * Opens a policy with what the site has put beside the package. Whoever opens it closes it.
 *
 * @throws HospitalError what a profile, a list, a key, a model or a vault is refused for
 */
export async function openPolicy(settings: PolicySettings, keys: PolicyKeys): Promise<Phi> {
	const { style, project, onUncertain, requireContext, threshold, dayFirst } = settings;
	const { key, vault, signal } = keys;
	const profile = profileOf(settings);
	const lists = settings.lists ?? (await listsFolder());
	if (lists !== undefined) await checkLists(lists);
	const authorities = settings.authorities ?? (await siteAuthorities());
	const codeSystems = await siteCodeSystems();
	const model = await modelOf(settings.model, signal);
	const pixels = new Pixels(await equipmentRules(), settings.reviewed === true);
	const phi = await openPhi({
		profile,
		project,
		onUncertain,
		requireContext,
		authorities,
		codeSystems,
		pixels: pixels.clean,
		...(style !== undefined && { style }),
		...(lists !== undefined && { lists }),
		...(model !== undefined && { model }),
		...(key !== undefined && { key }),
		...(vault !== undefined && { vault }),
		...(threshold !== undefined && { threshold }),
		...(dayFirst !== undefined && { dayFirst }),
	});
	return closingToo(phi, async () => await pixels.close());
}

/** @throws HospitalError `profile-missing`, `profile-invalid`, `profile-loosened`, `field-invalid` */
export function profileOf({
	profile,
	tighten,
}: Pick<PolicySettings, 'profile' | 'tighten'>): Profile {
	const isOwn = (BASES as readonly string[]).includes(profile) || profile.includes('/');
	return loadProfile(isOwn ? profile : sitePath('profiles', profile, '.json'), tighten);
}

async function modelOf(name: string | undefined, signal?: AbortSignal) {
	if (name === undefined) return undefined;
	const folder = name.includes('/') ? name : sitePath('models', name);
	const nativePath = process.env.HOSPITAL_ONNXRUNTIME_DIR;
	const runtime = nativePath ? ({ runtime: 'native', nativePath } as const) : {};
	return await openTokenModel({ folder, ...runtime, ...(signal !== undefined && { signal }) });
}

async function equipmentRules() {
	const own = await siteJson(RULES_FILE);
	return own === undefined ? DEFAULT_RULES : [...parseRules(own), ...DEFAULT_RULES];
}

/** Looks at pixels; the reader of text is opened by the first image that needs it. */
class Pixels {
	private reader: Promise<TextReader> | undefined;

	constructor(
		private readonly rules: Awaited<ReturnType<typeof equipmentRules>>,
		private readonly reviewed: boolean,
	) {}

	readonly clean: PixelCleaner = async (image, headerValues) => {
		const { rules, reviewed } = this;
		return await cleanPixels(image, { rules, reviewed, headerValues, reader: this.lazy });
	};

	private readonly lazy: TextReader = {
		read: async (picture, signal) => {
			this.reader ??= openTextReader();
			return await (await this.reader).read(picture, signal);
		},
		close: async () => await this.close(),
	};

	async close(): Promise<void> {
		const { reader } = this;
		this.reader = undefined;
		await (await reader)?.close();
	}
}

function closingToo(phi: Phi, also: () => Promise<void>): Phi {
	return {
		detect: async (...given) => await phi.detect(...given),
		text: async (...given) => await phi.text(...given),
		fhir: async (...given) => await phi.fhir(...given),
		hl7: async (...given) => await phi.hl7(...given),
		dicom: async (...given) => await phi.dicom(...given),
		known: (resources) => phi.known(resources),
		identity: phi.identity,
		close: async () => {
			await Promise.allSettled([phi.close(), also()]);
		},
	};
}

/** @throws HospitalError `field-invalid` */
export function checkProject(project: string): string {
	if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(project) && project.length <= 64) return project;
	throw new HospitalError('field-invalid', 'The name of the project is not usable', {
		nextStep:
			'Use small letters, digits and hyphens, for example "stroke-registry". Codes and moved dates are the same within a project, and in no other.',
	});
}
