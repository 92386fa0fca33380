import { clear, sealed, type Contract, type FieldDoc } from './contract';

/** The formats that one policy works on. */
export const PHI_FORMATS = ['text', 'fhir', 'hl7', 'dicom'] as const;
export type PhiFormat = (typeof PHI_FORMATS)[number];

/** One line of a manifest: what was done and how often, never to what. */
export interface PhiManifestLine {
	/** Kind of identifier: `NAME`, `DATE`, `MRN`, ... */
	type: string;
	/** Rule, element path without indexes, or DICOM tag. */
	rule: string;
	/** `removed`, `replaced`, `generalised`, `shifted`, `kept by profile`, ... */
	action: string;
	count: number;
	/** Lowest score among those counted here, 0 to 1. */
	score?: number;
	/** Text only: where it stood in the input, in UTF-16 code units, at most 1,000. */
	offsets?: ReadonlyArray<readonly [start: number, end: number]>;
}

/** What a person should look at. */
export interface PhiReview {
	code: string;
	message: string;
	at?: string;
}

/** Images that went through the policy; the files lie in the hospital data directory. */
export interface PhiImages {
	/** Opaque name of the folder of the files; absent when none was written. */
	key?: string;
	written: number;
	refused: number;
	/** Studies that the chart names and that have not been received here. */
	notHere: number;
	bytes: number;
}

/** What a policy made of a record. */
export interface PhiResult {
	contract: 'PhiResult/1';
	format: PhiFormat;
	/** `blocked`: nothing came out. `review`: a person looks before it is used. */
	status: 'done' | 'review' | 'blocked';
	profile: string;
	style: string;
	project: string;
	/** Stands for the whole policy: the same only where all of its settings are. */
	policy?: string;
	/** Keyed fingerprint of the patient, where records of just one were there. */
	patient?: string;
	/** What the consents to research among the records came to, where there were some. */
	consent?: string;
	/** Whether the chart said who the patient is. */
	context: 'given' | 'none';
	model?: { name: string; sha256: string };
	manifest: PhiManifestLine[];
	review: PhiReview[];
	/** Format `text`: the new text. */
	text?: string;
	/** Format `fhir`: the new resource or Bundle. */
	resource?: Record<string, unknown>;
	/** Format `hl7`: the new message, byte by byte, as Base64. */
	message?: string;
	images?: PhiImages;
}

const manifest = (at: string): Record<string, FieldDoc> => ({
	[`${at}/manifest/*/type`]: clear('Kind of identifier, such as NAME or DATE'),
	[`${at}/manifest/*/rule`]: clear('Rule, element path without indexes, or DICOM tag'),
	[`${at}/manifest/*/action`]: clear('What was done: removed, replaced, generalised, shifted, ...'),
	[`${at}/manifest/*/count`]: clear('How often'),
	[`${at}/manifest/*/score`]: clear('Lowest score among those, 0 to 1'),
	[`${at}/manifest/*/offsets/*/*`]: clear('Text only: where it stood in the input'),
});

const review = (at: string): Record<string, FieldDoc> => ({
	[`${at}/review/*/code`]: clear('Why a person should look, as a code'),
	[`${at}/review/*/message`]: clear('The same in plain words, without any value'),
	[`${at}/review/*/at`]: clear('Where: element path or tag'),
});

export const phiResultContract: Contract = {
	name: 'PhiResult',
	key: 'phi',
	description:
		'What a de-identification policy made of a record, with a manifest that holds no value. That the result may be given away is for people to decide.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/format': clear('What was found in the input: `text`, `fhir`, `hl7` or `dicom`'),
		'/status': clear(
			'`done`; `review` when a person has to look before it is used; `blocked` when nothing came out',
		),
		'/profile': clear('Name of the profile'),
		'/style': clear('What stands in a text in place of an identifier'),
		'/project': clear('Codes and moved dates are the same within a project, and in no other'),
		'/policy': clear('Stands for the whole policy, with all of its settings'),
		'/patient': clear('Keyed fingerprint of the patient, where records of just one were there'),
		'/consent': clear('What the consents to research came to, where there were some'),
		'/context': clear('`given` when the chart said who the patient is, else `none`'),
		'/model/name': clear('Model that looked for identifiers as well, where one did'),
		'/model/sha256': clear('SHA-256 over its files'),
		...manifest(''),
		...review(''),
		'/text': sealed('The new text'),
		'/resource/resourceType': clear('Resource type of the new record'),
		'/resource': sealed('The new FHIR resource or Bundle'),
		'/message': sealed('The new HL7 v2 message, byte by byte, in Base64'),
		'/images/key': clear('Opaque name of the folder of the new images'),
		'/images/written': clear('Images that were written'),
		'/images/refused': clear('Images that may not pass; the manifest and the review say why'),
		'/images/notHere': clear('Studies that the chart names and that were not received here'),
		'/images/bytes': clear('Size of the written images in bytes'),
	},
};

/** An identifier in a text; offsets count UTF-16 code units. */
export interface PhiSpan {
	start: number;
	end: number;
	type: string;
	role: string;
	source: string;
	rule: string;
	score: number;
	trace?: ReadonlyArray<{ step: string; detail: string; score: number }>;
}

/** What was found in a text; nothing was changed. */
export interface PhiFindings {
	contract: 'PhiFindings/1';
	context: 'given' | 'none';
	readAs: string;
	findings: PhiSpan[];
	/** Below the threshold, and at least half of it. */
	uncertain: PhiSpan[];
	/** How many of which kind. */
	counts: Record<string, number>;
	/** The text that the offsets count in. */
	text: string;
}

const spans = (at: string): Record<string, FieldDoc> => ({
	[`${at}/*/start`]: clear('First UTF-16 code unit'),
	[`${at}/*/end`]: clear('First code unit after it'),
	[`${at}/*/type`]: clear('Kind of identifier'),
	[`${at}/*/role`]: clear('Whose it is: patient, relative, provider, organization or unknown'),
	[`${at}/*/source`]: clear('`rule`, `known` (the chart), `list`, `model` or `propagated`'),
	[`${at}/*/rule`]: clear('Name of the rule'),
	[`${at}/*/score`]: clear('0 to 1'),
	[`${at}/*/trace/*/step`]: clear('One step of the reasoning'),
	[`${at}/*/trace/*/detail`]: clear('The step in plain words, without any part of the text'),
	[`${at}/*/trace/*/score`]: clear('Score after this step'),
});

export const phiFindingsContract: Contract = {
	name: 'PhiFindings',
	key: 'phiFindings',
	description: 'Identifiers that were found in a text. Nothing was changed.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/context': clear('`given` when the chart said who the patient is, else `none`'),
		'/readAs': clear('How the input was read: `plain`, `html` or `rtf`'),
		...spans('/findings'),
		...spans('/uncertain'),
		'/counts/*': clear('How many of which kind'),
		'/text': sealed('The text that the offsets count in'),
	},
};

/** Values behind codes of the vault. */
export interface PhiRevealed {
	contract: 'PhiRevealed/1';
	project: string;
	revealed: number;
	/** Codes in the text that the vault of the project does not know. */
	unknown: number;
	text: string;
}

export const phiRevealedContract: Contract = {
	name: 'PhiRevealed',
	key: 'phiRevealed',
	description: 'A text in which codes of the vault were replaced by the values behind them.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/project': clear('Project whose vault was asked'),
		'/revealed': clear('How many codes were replaced'),
		'/unknown': clear('Codes that the vault does not know; they stay as they were'),
		'/text': sealed('The text with the values'),
	},
};

/** Where an export that several pieces of work build stands. */
export interface PhiExport {
	contract: 'PhiExport/1';
	/** Name of the export, and of its folder in `exports` of the data directory. */
	export: string;
	/** `expected`, `left-out`, `added`, `waiting`, `released`, `refused`. */
	state: string;
	/** Why somebody was left out, or why it was refused, as a code. */
	reason?: string;
	expected: number;
	added: number;
	leftOut: number;
	/** Of the released export. */
	files?: number;
	records?: number;
	images?: number;
	k?: number;
	minimumK?: number;
}

export const phiExportContract: Contract = {
	name: 'PhiExport',
	key: 'phiExport',
	description:
		'Where an export stands that is built patient by patient in a folder of the hospital data directory.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/export': clear('Name of the export'),
		'/state': clear(
			'`expected`, `left-out` or `added` for a patient; `waiting`, `released` or `refused` for the export',
		),
		'/reason': clear('Why, as a code'),
		'/expected': clear('Patients whose consent allows it'),
		'/added': clear('Patients whose data are in it'),
		'/leftOut': clear('Patients who were left out after all'),
		'/files': clear('Files of the released export'),
		'/records': clear('FHIR records in it'),
		'/images': clear('DICOM images in it'),
		'/k': clear('Smallest group of patients who look alike in the table'),
		'/minimumK': clear('The smallest group that may be released'),
	},
};

/** What a policy finds in labelled notes: `rate` with the bounds of its 95 % interval. */
export interface PhiShare {
	rate: number | null;
	low: number;
	high: number;
	count: number;
	of: number;
}

/** Result of a Self-test: counts and shares, and no part of any text. */
export interface PhiSelfTest {
	contract: 'PhiSelfTest/1';
	labelled: string;
	model?: string;
	notes: number;
	withContext: number;
	characters: number;
	recall: PhiShare;
	precision: PhiShare;
	leakingNotes: PhiShare;
	leakingPatientNotes: PhiShare;
	keptTouched: PhiShare;
	maskedOutside: PhiShare;
	byType: Record<string, PhiShare>;
	missed: Array<{ note: number; start: number; end: number; type: string }>;
}

export const phiSelfTestContract: Contract = {
	name: 'PhiSelfTest',
	key: 'phiSelfTest',
	description:
		'What is found in notes in which people have marked every identifier. Each share has the bounds between which it lies with 95 % confidence.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/labelled': clear('Name of the folder'),
		'/model': clear('Model that looked as well, where one did'),
		'/notes': clear('Notes'),
		'/withContext': clear('Notes that came with a chart'),
		'/characters': clear('UTF-16 code units of text'),
		'/recall/*': clear('Marked identifiers of which every letter and digit was found'),
		'/precision/*': clear('Findings that touch a marked identifier'),
		'/leakingNotes/*': clear('Notes in which a letter or digit of an identifier was left'),
		'/leakingPatientNotes/*': clear('The same for identifiers of the patient alone'),
		'/keptTouched/*': clear('Marked stretches that had to stay, and were touched'),
		'/maskedOutside/*': clear('Letters and digits outside of every identifier that were taken'),
		'/byType/*/*': clear('Recall by kind of identifier'),
		'/missed/*/note': clear('Where identifiers were missed: number of the note, from 1'),
		'/missed/*/start': clear('First UTF-16 code unit'),
		'/missed/*/end': clear('First code unit after it'),
		'/missed/*/type': clear('Kind of identifier'),
	},
};

/** Figures of a Risk Report, as nodes/Phi/risk documents them; it holds no value of the table. */
export interface PhiRisk {
	contract: 'PhiRisk/1';
	/** Name of the export whose table it is, where it is one. */
	export?: string;
	/** Patients of the export who are not in it yet. */
	waiting?: number;
	rows: number;
	quasiIdentifiers: readonly string[];
	askedK: number;
	k: number;
	meetsK: boolean;
	classes: number;
	uniqueness: number;
	rowsBelow: number;
	determination: null;
	[figure: string]: unknown;
}

export const phiRiskContract: Contract = {
	name: 'PhiRisk',
	key: 'phiRisk',
	description:
		'How far the people of a flat table stand out from each other. It states figures; whether the risk is very small is for an expert to say.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/export': clear('Export whose table it is'),
		'/waiting': clear('Patients of the export who are not in it yet'),
		'/rows': clear('People in the table'),
		'/quasiIdentifiers/*': clear('Columns that others may know of a person'),
		'/askedK': clear('Smallest group that is asked for'),
		'/k': clear('Smallest group of people who look alike (k-anonymity)'),
		'/meetsK': clear('Whether it is as large as asked for'),
		'/classes': clear('How many groups there are'),
		'/uniqueness': clear('Share of people who look like nobody else'),
		'/rowsBelow': clear('People in groups that are too small'),
		'/rowNumbersBelow/*': clear('Their rows, from 0'),
		'/sizes/*': clear('Groups by size'),
		'/threshold': clear('Risk above which a person counts as at risk'),
		'/risk/*/*': clear(
			'Risk of being found again: `prosecutor` knows that the person is in the table, `journalist` that the person is in the population, `marketer` wants as many as possible',
		),
		'/diversity/*/*': clear(
			'How well a sensitive column is hidden in the groups: distinct and entropy l-diversity, t-closeness',
		),
		'/without/*/*': clear('What each column adds: the table without it'),
		'/suggestion/steps/*/*': clear('Columns to make coarser, step by step'),
		'/suggestion/suppress': clear('Rows to leave out after these steps'),
		'/determination': clear('Never filled in'),
	},
};
