import { AIAST, TEST_DATA } from '../results/ai-transparency';
import { WORK_TAG_SYSTEM } from '../results/identifiers';
import type { DraftModel } from './types';

export const LOINC = 'http://loinc.org';
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** Labels of everything that the model wrote. They stay after the signature: it still wrote it. */
export const labels = ({ demonstration }: Pick<DraftModel, 'demonstration'>) => ({
	security: [AIAST],
	...(demonstration && { tag: [TEST_DATA] }),
});

/** Tags of a Provenance, which has no identifier to be recognised by. */
export const workTag = (tag: string, { demonstration }: Pick<DraftModel, 'demonstration'>) => ({
	tag: [{ system: WORK_TAG_SYSTEM, code: tag }, ...(demonstration ? [TEST_DATA] : [])],
});
