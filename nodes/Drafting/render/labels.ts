import type { ClinicalDraft } from '../../shared/contracts';
import { VERSION } from '../../shared/version';

export const LOINC = 'http://loinc.org';

/**
 * Names of "AI Transparency on FHIR" (http://hl7.org/fhir/uv/aitransparency, 1.0.0-ballot). The FHIR
 * node has the same in nodes/Fhir/results/ai-transparency.ts; rooms do not import each other.
 */
const AI_DEVICE_TYPES = 'http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS';

/** Security label of what a model wrote. Tables alone do not carry it. */
export const AIAST = {
	system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
	code: 'AIAST',
	display: 'Artificial Intelligence asserted',
};

/** Label of data that must never be taken for real care. */
export const TEST_DATA = {
	system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
	code: 'HTEST',
	display: 'test health data',
};

/** What wrote the document, in the fields that Write Draft Document asks for. */
export interface Writer {
	name: string;
	version: string;
	/** `sha256:<hex>` */
	digest?: string;
	/** False when it holds tables only: then no model asserts anything in it. */
	isModel: boolean;
}

/** Software that makes the tables; it stands as the author where no model wrote a sentence. */
const SOFTWARE = 'n8n-nodes-hospital structured draft';

export function writerOf({ model, sections }: ClinicalDraft): Writer {
	const wrote = sections.some(({ sentences }) =>
		sentences.some(({ origin, included }) => origin === 'model' && included),
	);
	if (model === undefined || !wrote) return { name: SOFTWARE, version: VERSION, isModel: false };
	const hex = model.digest?.replace(/^sha256:/, '') ?? '';
	return {
		name: model.model,
		version: `${model.engine}, ${model.promptVersion}`,
		...(/^[0-9a-f]{64}$/.test(hex) && { digest: `sha256:${hex}` }),
		isModel: true,
	};
}

/** The writer as a Device that is contained in what it wrote. */
export const deviceOf = ({ name, version, isModel }: Writer) => ({
	resourceType: 'Device',
	id: 'writer',
	status: 'active',
	deviceName: [{ name, type: 'model-name' }],
	...(isModel && {
		type: { coding: [{ system: AI_DEVICE_TYPES, code: 'Artificial-Intelligence' }] },
	}),
	version: [{ value: version }],
});

export const metaOf = ({ isModel }: Writer, isTest: boolean) => ({
	...(isModel && { security: [AIAST] }),
	...(isTest && { tag: [TEST_DATA] }),
});
