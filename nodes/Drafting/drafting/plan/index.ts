import type { ClinicalDraft } from '../../../shared/contracts';
import { ADDENDUM } from './addendum';
import { CHART_SUMMARY } from './chart-summary';
import { DISCHARGE_SUMMARY } from './discharge-summary';
import { MEDICAL_NECESSITY } from './medical-necessity';
import type { DraftPlan } from './types';

export type DraftKind = ClinicalDraft['kind'];

export const PLANS: Readonly<Record<DraftKind, DraftPlan>> = {
	'discharge-summary': DISCHARGE_SUMMARY,
	'chart-summary': CHART_SUMMARY,
	addendum: ADDENDUM,
	'medical-necessity': MEDICAL_NECESSITY,
};

/** Sections of a kind for which a model can be asked to write. */
export const narrativeSections = (kind: DraftKind) =>
	PLANS[kind].sections.filter(({ narrative }) => narrative !== undefined);

export type { Block, DraftPlan, Narrative, SectionPlan } from './types';
