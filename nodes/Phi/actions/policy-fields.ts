import type { INodeProperties } from 'n8n-workflow';

export const recordField: INodeProperties = {
	displayName: 'Record',
	name: 'record',
	type: 'json',
	default: '={{ $json.chartContext ?? $json.resource ?? $json.hl7 ?? $json.study ?? $json.text }}',
	required: true,
	placeholder: 'e.g. {{ $json.text }}',
	description:
		'What is worked on: a text, a FHIR record or the chart of Chart Context, an HL7 message, or a study. What it is, is found by itself.',
};

export const contextField: INodeProperties = {
	displayName: 'Patient Context',
	name: 'patientContext',
	type: 'json',
	default: '={{ $json.chartContext }}',
	description:
		'What the chart says of the patient, from FHIR > Chart Context, or a Bundle. With it names, numbers and dates of this patient are found however they are written; without it many are missed, and the result says so.',
};

export const profileFields: INodeProperties[] = [
	{
		displayName: 'Profile',
		name: 'profile',
		type: 'options',
		default: 'safe-harbor',
		description: 'What may stay and what must go. Whoever is responsible for privacy chooses it.',
		options: [
			{
				name: 'Expert',
				value: 'expert',
				description:
					'Dates moved by a number of days of each patient, numbers replaced by codes that stay the same. Needs the judgement of an expert (45 CFR 164.514(b)(1)).',
			},
			{
				name: 'Limited Data Set',
				value: 'limited-data-set',
				description:
					'Dates, ages, towns and ZIP codes stay. Needs a data use agreement (45 CFR 164.514(e)).',
			},
			{
				name: 'Profile of This Site',
				value: 'site',
				description: 'A profile of your own, as a file in the folder of the site',
			},
			{
				name: 'Safe Harbor',
				value: 'safe-harbor',
				description:
					'All eighteen kinds of identifier go. Of dates the year stays, of ZIP codes three digits (45 CFR 164.514(b)(2)).',
			},
		],
	},
	{
		displayName: 'Name of the Profile',
		name: 'profileName',
		type: 'string',
		default: '',
		displayOptions: { show: { profile: ['site'] } },
		placeholder: 'e.g. stroke-registry',
		description: 'Name of the file in the folder "profiles" of the site, without its ending',
	},
];

export const styleField: INodeProperties = {
	displayName: 'In Place of an Identifier',
	name: 'style',
	type: 'options',
	default: 'profile',
	description: 'What stands in a text where an identifier was',
	options: [
		{ name: 'As the Profile Says', value: 'profile' },
		{
			name: 'Code From the Vault',
			value: 'vault',
			description: 'A random code such as [MRN:7F3K...], which Re-identify can turn back',
		},
		{ name: 'Kind in Brackets', value: 'tag', description: 'Such as [NAME]' },
		{
			name: 'Made-Up Value',
			value: 'surrogate',
			description: 'Of the same form, and the same for the same patient',
		},
		{ name: 'Mask', value: 'mask', description: 'Always ####' },
		{ name: 'Nothing', value: 'remove', description: 'It is taken out' },
	],
};

export const projectField: INodeProperties = {
	displayName: 'Project',
	name: 'project',
	type: 'string',
	default: 'research',
	required: true,
	placeholder: 'e.g. stroke-registry',
	description:
		'Codes and moved dates are the same within a project, and say nothing in another one. Small letters, digits and hyphens.',
};

export const uncertainField: INodeProperties = {
	displayName: 'On Uncertainty',
	name: 'onUncertain',
	type: 'options',
	default: 'review',
	description:
		'What happens when something may be left in the result: a value of the chart is found again, a finding is doubtful, an image may show text, or nobody said who the patient is',
	options: [
		{
			name: 'Block',
			value: 'block',
			description: 'The item goes to the output Review with the reasons, and without the content',
		},
		{ name: 'Fail', value: 'fail', description: 'The execution fails, and nothing comes out' },
		{
			name: 'Review Output',
			value: 'review',
			description: 'The item goes to the output Review with the content, for a person to look at',
		},
	],
};

const modelOption: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'string',
	default: '',
	placeholder: 'e.g. deid-roberta',
	description:
		'Name of a folder in "models" of the site, with a model that looks for identifiers as well. Nothing is fetched from anywhere.',
};

const thresholdOption: INodeProperties = {
	displayName: 'Threshold',
	name: 'threshold',
	type: 'number',
	default: 0.5,
	typeOptions: { minValue: 0.05, maxValue: 0.95, numberPrecision: 2 },
	description:
		'Findings below it do not count; those above half of it are for a person to look at. Lower finds more, and takes more away that is none.',
};

const dayFirstOption: INodeProperties = {
	displayName: 'Day Before Month',
	name: 'dayFirst',
	type: 'boolean',
	default: false,
	description:
		'Whether 03/05/2026 is the third of May where nothing else tells. Only matters where dates are moved.',
};

const withoutContextOption: INodeProperties = {
	displayName: 'May Lack a Patient Context',
	name: 'withoutContext',
	type: 'boolean',
	default: false,
	description:
		'Whether a record is fine though nobody said who the patient is. When off, such a record counts as uncertain.',
};

/** Options of Detect; those of De-identify have more. */
export const detectOptions: INodeProperties = {
	displayName: 'Options',
	name: 'detectOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		modelOption,
		{
			displayName: 'Preview',
			name: 'preview',
			type: 'boolean',
			default: false,
			description:
				'Whether to add the text as a page with everything highlighted that was found, for a person to look at. The page is not sealed: n8n stores the text readable in its database, and the ledger notes it.',
		},
		{
			displayName: 'Reasoning',
			name: 'trace',
			type: 'boolean',
			default: false,
			description: 'Whether to say for each finding how it came about',
		},
		thresholdOption,
	],
};

export const policyOptions: INodeProperties = {
	displayName: 'Options',
	name: 'policyOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		dayFirstOption,
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			default: 'auto',
			description: 'What the record is, where it should not be found by itself',
			options: [
				{ name: 'DICOM', value: 'dicom' },
				{ name: 'FHIR', value: 'fhir' },
				{ name: 'Found by Itself', value: 'auto' },
				{ name: 'HL7 V2', value: 'hl7' },
				{ name: 'Text', value: 'text' },
			],
		},
		{
			displayName: 'Images Were Looked At',
			name: 'reviewed',
			type: 'boolean',
			default: false,
			description:
				'Whether a person has looked at every image of this item for text and faces. Only then do ultrasound, endoscopy, photographs and screenshots pass.',
		},
		{
			displayName: 'Keep Codes in the Vault',
			name: 'useVault',
			type: 'boolean',
			default: false,
			description:
				'Whether the codes of numbers are kept, encrypted, so that they are the same in every run and Re-identify can turn them back',
		},
		{
			displayName: 'Make Tighter',
			name: 'tighten',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "ages": "remove" }',
			description:
				'Parts of the profile that this step makes tighter. What would let more stand is refused.',
		},
		withoutContextOption,
		modelOption,
		thresholdOption,
		{
			displayName: 'With Images of the Chart',
			name: 'withImages',
			type: 'boolean',
			default: false,
			description:
				'Whether the studies that the ImagingStudy records of the chart name go through the policy as well, where the DICOM Trigger has received them',
		},
	],
};
