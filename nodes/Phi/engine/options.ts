import type { Lists } from '../detecting';
import type { PixelCleaner } from '../formats/dicom';
import type { TokenModel } from '../model';
import type { Profile } from '../profiles/index';
import type { Authority } from '../transforming/index';
import type { Style } from '../types';
import type { Vault } from '../vault/index';
import type { OnUncertain } from './phi';

/** One policy, and what it needs. */
export interface PhiOptions {
	readonly profile: Profile;
	/** In place of the profile's. */
	readonly style?: Style;
	/** Lists that were loaded, or their folder; the lists of the package when absent. */
	readonly lists?: Lists | string;
	/** An open model; `close` closes it. */
	readonly model?: TokenModel;
	/** 32 bytes derived from the site key, for profiles that shift dates or key codes. */
	readonly key?: Buffer;
	/** Pseudonyms and shifts of one project say nothing in another. */
	readonly project: string;
	readonly authorities?: readonly Authority[];
	readonly vault?: Vault;
	readonly onUncertain: OnUncertain;
	/** Findings below it do not count; those above half of it are for a person to look at. */
	readonly threshold?: number;
	/** Code systems of the hospital (FHIR system, or HL7 name such as `99LAB`) whose codes are kept. */
	readonly codeSystems?: readonly string[];
	/** Whether a record without anything that says who the patient is, is a reason for doubt. */
	readonly requireContext?: boolean;
	/** Looks at the pixels of images; without it images that may show text are refused. */
	readonly pixels?: PixelCleaner;
	/** Whether `03/05/2026` is the third of May where nothing else settles it. */
	readonly dayFirst?: boolean;
	readonly signal?: AbortSignal;
}
