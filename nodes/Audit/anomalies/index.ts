import { breakGlass } from './break-glass';
import { disclosureBurst } from './disclosure-burst';
import { firstSeen } from './first-seen';
import { modelChange } from './model-change';
import { offShift } from './off-shift';
import type { AnomalyRule } from './rule';
import { verifierShift } from './verifier-shift';
import { volume } from './volume';

/** Every rule, alphabetical by title. */
export const RULES: readonly AnomalyRule[] = [
	offShift,
	modelChange,
	breakGlass,
	volume,
	disclosureBurst,
	firstSeen,
	verifierShift,
];

export type { AnomalyRule, AnomalySettings, Finding } from './rule';
export { DEFAULT_SETTINGS } from './rule';
