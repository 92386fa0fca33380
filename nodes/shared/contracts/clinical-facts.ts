import { clear, sealed, type Contract } from './contract';

/**
 * Numbered facts of one chart: everything that a draft may say. They are made without a model, so that
 * the same chart gives the same facts, ids and bytes. docs/reference/clinical-facts.md has the rules.
 */
export interface ClinicalFacts {
	contract: 'ClinicalFacts/1';
	/** Name and version of the purpose by which the chart was read: `discharge-summary`, `2`. */
	purpose: string;
	purposeVersion: string;
	/** `Patient/<id>` */
	patient: string;
	/** `Encounter/<id>` of the stay or visit, when the chart is about one. */
	encounter?: string;
	/** ISO 8601 UTC: when the chart was read. Not part of `hash`. */
	asOf: string;
	facts: Fact[];
	/** Must-have things that the chart does not say, and parts of it that could not be used. */
	gaps: Gap[];
	/** Texts that spans point into. */
	notes: NoteSource[];
	/** Hex SHA-256 of the canonical form (RFC 8785) of everything above but `asOf`. */
	hash: string;
}

/** A code as the chart has it. */
export interface FactCode {
	system?: string;
	code: string;
	display?: string;
}

/** A number with its unit as the chart has it; `high` where the chart gives a range. */
export interface FactQuantity {
	value: number;
	unit: string;
	high?: number;
}

/** When, in the chart's own precision and offset: `2026-11-02`, `2026-11-02T08:15:00+01:00`. */
export interface FactTime {
	at: string;
	/** End of a period, where the chart has one. */
	end?: string;
	role: FactTimeRole;
}

export type FactTimeRole =
	| 'admission'
	| 'discharge'
	| 'birth'
	| 'death'
	| 'onset'
	| 'recorded'
	| 'performed'
	| 'collected'
	| 'issued'
	| 'authored'
	| 'asserted'
	| 'effective'
	| 'scheduled'
	| 'given'
	| 'written';

/** Where a fact stands: record, version that was read, and path within it. */
export interface FactSource {
	/** `MedicationRequest/17` */
	reference: string;
	/** `meta.versionId` */
	version?: string;
	/** `MedicationRequest.dosageInstruction[0]` */
	path: string;
}

/** A stretch of a note: `notes[note].text.slice(start, end)`, in UTF-16 code units. */
export interface FactSpan {
	/** Id of the note: `n1`. */
	note: string;
	start: number;
	end: number;
}

interface FactBase {
	/** `f1`, `f2`, ...: in the order in which the facts stand. */
	id: string;
	/** What `{{f12}}` prints: plain words without line breaks; of a span the very words of the note. */
	text: string;
	/** What `{{f12.dose}}` prints, by name of the part; which parts a kind has stands at its data. */
	parts?: Record<string, string>;
	time?: FactTime;
	/** At least one. The first is where the text comes from. */
	source: FactSource[];
	/** Where the text is a stretch of a note, verbatim. */
	span?: FactSpan;
	/** Names of {@link FACT_FLAGS}. */
	flags?: FactFlag[];
}

/** Parts: `name`, `date`, `value` (of an identifier), `age`. */
export interface PatientData {
	/** Name, sex or birth date as the chart has it; an identifier with its system. */
	value: string;
	system?: string;
	/** Whole years; only for role `age`. */
	years?: number;
}
/** Parts: `date`, `time`, `reason`, `place`, `name`, `role`. */
export interface EncounterData {
	codes: FactCode[];
	/** Practitioner, role or place that the chart refers to. */
	reference?: string;
	/** Name of the person or place. */
	name?: string;
	/** What the person was in the encounter: `attending physician`. */
	as?: string;
}
/** Parts: `name`, `side`, `date`, `status`. */
export interface ProblemData {
	name: string;
	codes: FactCode[];
	/** `absent`: the chart says that the patient does not have it. */
	polarity: 'present' | 'absent' | 'unconfirmed' | 'resolved';
	side?: Side;
	site?: string;
	severity?: string;
	/** `principal` for the first-ranked diagnosis of the stay. */
	rank?: number;
}
export type Side = 'left' | 'right' | 'bilateral';

/** Parts: `name`, `side`, `date`, `reason`, `outcome`. */
export interface ProcedureData {
	name: string;
	codes: FactCode[];
	/** FHIR status: `completed`, `not-done`, ... */
	status: string;
	side?: Side;
	site?: string;
	outcome?: string;
	/** Why it was not done or stopped. */
	reason?: string;
	complications?: string[];
}
/**
 * How a medicine is taken: one step. Parts of the fact are those of the first step, unless there are
 * several: then `dose`, `route` and `frequency` are left out and `directions` says all.
 */
export interface Directions {
	/** All of this step in words. */
	text: string;
	dose?: FactQuantity;
	/** Dose in the chart's own words, where there is no number. */
	doseText?: string;
	rate?: string;
	route?: { code?: string; text: string };
	frequency?: Frequency;
	asNeeded?: boolean;
	/** `for pain` */
	asNeededFor?: string;
	/** `for 5 days`, `from 2026-11-02 to 2026-11-06` */
	duration?: string;
	/** Most that may be taken: `at most 4 g in 1 day`. */
	most?: string;
}
export interface Frequency {
	text: string;
	/** How many times in a day, where the chart's timing says so; 0.5 is every other day. */
	perDay?: number;
	/** The upper end, where the chart gives a range. */
	perDayHigh?: number;
	/** Code of the timing where the chart has one: `BID`. */
	code?: string;
	/** Codes of the events of the day: `HS`, `AC`. */
	when?: string[];
}
/**
 * Parts: `name`, `directions`, `dose`, `route`, `frequency`, `reason` (stopped, unclear, as needed),
 * `before` (all of the earlier directions), `beforeDose`, `beforeRoute`, `beforeFrequency`.
 */
export interface MedicationData {
	/** As the chart has it: `Furosemide 40 mg oral tablet`. */
	name: string;
	/** One ingredient, or several joined by ` / `, in lower case; absent where it is not known. */
	ingredient?: string;
	ingredients?: string[];
	codes: FactCode[];
	form?: string;
	/** Of the first step; see `steps` for the rest. */
	dose?: FactQuantity;
	doseText?: string;
	route?: { code?: string; text: string };
	frequency?: Frequency;
	asNeeded?: boolean;
	/** All steps, more than one where the dose changes over time. */
	steps: Directions[];
	/** What was written beside the directions, in the words of the chart. */
	notes?: string[];
	/** How it was taken before admission, wherever one record from then is paired with this one. */
	before?: { name: string; steps: Directions[] };
	/** What differs, for role `changed`. */
	changes?: Array<'dose' | 'route' | 'frequency' | 'as-needed' | 'form' | 'strength' | 'steps'>;
	stoppedReason?: string;
	/** Why it is `unclear`. */
	unclear?: MedicationUnclear;
	onAdmission: boolean;
	atDischarge: boolean;
}
export type MedicationUnclear =
	/** The chart does not say whether it goes on after discharge. */
	| 'discharge-unknown'
	/** The chart does not say whether it was taken before admission. */
	| 'admission-unknown'
	/** The same active ingredient stands there twice, and it is not clear which belong together. */
	| 'several-entries'
	/** Directions differ in a way that cannot be compared. */
	| 'not-comparable'
	/** The chart says that the patient did not take it. */
	| 'not-taken'
	/** State is `unknown`, `on-hold`, `draft` or not one of FHIR's. */
	| 'state'
	/** The chart says two things of one medicine. */
	| 'conflict'
	/** The entry has no name that could be matched. Facts of this version do not have it: see Gap. */
	| 'no-name';

/** Parts: `name`, `reaction`, `severity`, `type`, `note`. */
export interface AllergyData {
	substance: string;
	codes: FactCode[];
	reaction: string[];
	criticality?: string;
	/** `none-known` only for role `none-known`. */
	polarity: 'present' | 'absent' | 'unconfirmed' | 'resolved' | 'none-known';
	type?: string;
	categories?: string[];
	/** What was written beside it, in the words of the chart. */
	notes?: string[];
}
/** Parts: `name`, `value` (number with comparator, or text), `unit`, `result` (value with unit), `range`, `date`, `flag`. */
export interface LabData {
	name: string;
	codes: FactCode[];
	loinc?: string;
	value?: number;
	/** `<`, `<=`, `>=`, `>` */
	comparator?: string;
	unit?: string;
	/** Result in words, where it is no number. */
	text?: string;
	range?: { low?: number; high?: number; unit?: string; text?: string };
	/** Interpretation code of the chart: `H`, `LL`, `POS`. */
	flag?: string;
	/** Which way it is out of range, as far as the chart says. */
	direction?: 'low' | 'high' | 'abnormal';
	/** All roles of this measurement: the first can be the worst as well. */
	roles: ResultRole[];
	/** FHIR status. */
	status: string;
	/** How many results of this analyte the chart has. */
	count: number;
	panel?: string;
	/** Systolic and diastolic of a blood pressure. */
	components?: Array<{ name: string; loinc?: string; value: number; unit: string }>;
}
export type ResultRole = 'first' | 'worst' | 'last';
export type VitalData = LabData;

/** Parts: `name`, `date`. The text is one sentence of the conclusion, verbatim. */
export interface ReportData {
	name: string;
	codes: FactCode[];
	status: string;
}
/** Parts: `name`, `date`, `status`; of an order also `amount`, `planned`, `until`, `reason`. */
export interface PendingResultData {
	name: string;
	codes: FactCode[];
	/** FHIR status of the report or order. */
	status: string;
}
/** Parts: `name`, `amount`, `date`, `time`, `until`, `place`, `reason`, `with`. */
export interface FollowUpData {
	name: string;
	codes: FactCode[];
	status?: string;
	with?: string[];
	reason?: string;
}
/** Parts: `name`, `date`. */
export interface CodeStatusData {
	name: string;
	codes: FactCode[];
	/** What it means, where the code says so. */
	meaning?: 'full' | 'limited' | 'no-resuscitation';
}
/** Parts: `name`, `date`, `reason`. */
export interface ImmunizationData {
	name: string;
	codes: FactCode[];
	status: string;
	dose?: FactQuantity;
}
/** Parts: `name`, `date`. */
export interface InstructionData {
	name: string;
	codes: FactCode[];
	status?: string;
}
/** Parts: `note` (kind of note), `date`, `author`. */
export interface NoteSpanData {
	/** LOINC code of the kind of note. */
	type?: string;
	/** Heading under which the sentence stands. */
	heading?: string;
	/** Number of the sentence within its note, from 0. */
	sentence: number;
}

interface Kind<K extends string, R extends string, D> extends FactBase {
	kind: K;
	role: R;
	data: D;
}

/** What the chart says once, with where it says it. Which kinds and roles there are binds every room. */
export type Fact =
	| Kind<'patient', 'name' | 'identifier' | 'sex' | 'birth-date' | 'age' | 'deceased', PatientData>
	| Kind<
			'encounter',
			| 'admission'
			| 'discharge'
			| 'reason'
			| 'class'
			| 'location'
			| 'disposition'
			| 'condition'
			| 'responsible',
			EncounterData
	  >
	| Kind<'problem', 'discharge-diagnosis' | 'admission-diagnosis' | 'history', ProblemData>
	| Kind<
			'procedure',
			'performed' | 'in-progress' | 'stopped' | 'not-done' | 'planned' | 'unclear',
			ProcedureData
	  >
	| Kind<
			'medication',
			'new' | 'changed' | 'stopped' | 'continued' | 'inpatient-only' | 'unclear',
			MedicationData
	  >
	| Kind<'allergy', 'allergy' | 'none-known', AllergyData>
	| Kind<'lab', ResultRole, LabData>
	| Kind<'vital', ResultRole, VitalData>
	| Kind<'report', 'conclusion', ReportData>
	| Kind<'pending-result', 'report' | 'order', PendingResultData>
	| Kind<'follow-up', 'appointment' | 'order' | 'instruction', FollowUpData>
	| Kind<'code-status', 'code-status', CodeStatusData>
	| Kind<'immunization', 'given' | 'not-given', ImmunizationData>
	| Kind<'diet', 'instruction', InstructionData>
	| Kind<'activity', 'instruction', InstructionData>
	| Kind<'note-span', 'sentence', NoteSpanData>;

export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** What a reader must know beside the text of a fact. */
export const FACT_FLAGS = {
	conflict: 'the chart says something else in another place',
	duplicate: 'the chart has this in several places; they are one fact',
	unconfirmed: 'the chart does not say that it is confirmed',
	corrected: 'this result replaces an earlier one',
	preliminary: 'the result, report or note is not final',
	abnormal: 'the chart marks the result as abnormal',
	critical: 'the chart marks the result as critical',
	'mixed-units': 'other results of this name have a unit that cannot be compared',
	'no-unit': 'the chart has a number without a unit',
	'no-date': 'the chart does not say when',
	'text-only': 'the chart has words only, no code or structured directions',
	'coded-only': 'the chart has a code without a name',
	tapering: 'the dose changes over time',
	'given-during-stay': 'the chart records that the medicine was given',
	'high-alert':
		'a medicine of which a mistake does much harm: anticoagulant, insulin, opioid, digoxin, methotrexate',
	'off-hold': 'the order was on hold',
	'outside-stay': 'it is dated before or after the stay',
	shortened: 'the chart has more text than is shown',
	'unsafe-abbreviation': 'an abbreviation that is easily misread was written out',
	'unsafe-unit': 'the chart has an abbreviation that cannot be written out with certainty',
	'several-entries': 'the chart has more than one entry of this medicine for the same time',
	restricted: 'the record carries a label that restricts who may see it',
	cleaned: 'control signs or invisible signs were taken out of the text',
} as const;
export type FactFlag = keyof typeof FACT_FLAGS;

/** What a summary must hold, and who says so; docs/reference/clinical-facts.md has the sources. */
export const REQUIREMENTS = {
	'tjc-reason': 'Reason for hospitalization (Joint Commission)',
	'tjc-procedures': 'Procedures performed (Joint Commission)',
	'tjc-treatment': 'Care, treatment and services provided (Joint Commission)',
	'tjc-condition-disposition': 'Condition and disposition at discharge (Joint Commission)',
	'tjc-patient-information': 'Information given to the patient and family (Joint Commission)',
	'tjc-follow-up': 'Provisions for follow-up care (Joint Commission)',
	'trc-practitioner': 'Practitioner responsible for the care during the stay (HEDIS TRC)',
	'trc-procedures': 'Procedures or treatment provided (HEDIS TRC)',
	'trc-diagnoses': 'Diagnoses at discharge (HEDIS TRC)',
	'trc-medications': 'Current list of medicines (HEDIS TRC)',
	'trc-results': 'Test results (HEDIS TRC)',
	'trc-pending': 'Pending tests, or that none are pending (HEDIS TRC)',
	'trc-instructions': 'Instructions for care after discharge (HEDIS TRC)',
	'uscdi-dates': 'Dates and place of admission and discharge (USCDI)',
	'ccda-allergies': 'Allergies and intolerances (C-CDA)',
	'code-status': 'What the patient wants to be done in an emergency',
	identity: 'Who the patient is',
} as const;
export type Requirement = keyof typeof REQUIREMENTS;

/** Something that the chart does not say, or that could not be used. Never a negative finding. */
export interface Gap {
	/** `reason-missing`, `note-unreadable`, `cut-off`, ...; docs/reference/clinical-facts.md lists all. */
	code: string;
	/** Must-have things that suffer from it; empty when none does. */
	requirements: Requirement[];
	/** A sentence without anything of the patient. */
	message: string;
	/** Records that it is about, where there are such. */
	source?: FactSource[];
}

/** A text that was split into sentences: a note, or the conclusion of a report. */
export interface NoteSource {
	/** `n1`, `n2`, ... */
	id: string;
	kind: 'note' | 'report';
	/** `DocumentReference/4`, `DiagnosticReport/9` */
	reference: string;
	version?: string;
	/** `DocumentReference.content[0].attachment` */
	path: string;
	/** `text/plain`, `text/html`, `text/markdown` for a report's conclusion */
	contentType: string;
	/** LOINC code and words for the kind of note. */
	type?: { code?: string; display: string };
	time?: FactTime;
	author?: string;
	/** What spans point into: of HTML the text as it reads. Control signs are kept out of it. */
	text: string;
	/** Hex SHA-256 of `text` in UTF-8. */
	hash: string;
	/** UTF-16 code units of the whole text, also where `text` holds less. */
	length: number;
	/** How many sentences became facts. */
	sentences: number;
	/** True when the note is longer than is taken: `text` is its beginning. */
	cut?: boolean;
	flags?: FactFlag[];
}

export const clinicalFactsContract: Contract = {
	name: 'ClinicalFacts',
	key: 'facts',
	description:
		'Numbered facts of one chart, each with the record it comes from, and what the chart does not say.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/purpose': clear('Purpose by which the chart was read'),
		'/purposeVersion': clear('Version of the purpose'),
		'/patient': sealed('Reference to the Patient'),
		'/encounter': sealed('Reference to the Encounter'),
		'/asOf': clear('When the chart was read (UTC)'),
		'/facts/*/id': clear('Number of the fact: f1, f2, ...'),
		'/facts/*/kind': clear('What it is about: medication, lab, allergy, ...'),
		'/facts/*/role': clear('What it is there: new, stopped, first, last, ...'),
		'/facts/*/text': sealed('The fact in words'),
		'/facts/*/parts/*': sealed('Parts of it in words: name, dose, route, date, ...'),
		'/facts/*/data': sealed('The same, typed by kind'),
		'/facts/*/time/at': sealed('When, as the chart has it'),
		'/facts/*/time/end': sealed('End of a period, as the chart has it'),
		'/facts/*/time/role': clear('What the time is: admission, collected, scheduled, ...'),
		'/facts/*/source/*/reference': sealed('Record that the fact comes from'),
		'/facts/*/source/*/version': clear('Version of the record that was read'),
		'/facts/*/source/*/path': clear('Where in the record it stands'),
		'/facts/*/span/note': clear('Number of the note'),
		'/facts/*/span/start': clear('Where in the note it begins'),
		'/facts/*/span/end': clear('Where in the note it ends'),
		'/facts/*/flags/*': clear('What a reader must know beside the text'),
		'/gaps/*/code': clear('Short name of what is missing or could not be used'),
		'/gaps/*/requirements/*': clear('Must-have things that suffer from it'),
		'/gaps/*/message': clear('What is missing, in words'),
		'/gaps/*/source/*/reference': sealed('Record that it is about'),
		'/gaps/*/source/*/version': clear('Version of the record that was read'),
		'/gaps/*/source/*/path': clear('Where in the record it stands'),
		'/notes/*/id': clear('Number of the note: n1, n2, ...'),
		'/notes/*/kind': clear('note, or report for the conclusion of a report'),
		'/notes/*/reference': sealed('Record of the note'),
		'/notes/*/version': clear('Version of the record that was read'),
		'/notes/*/path': clear('Where in the record the text stands'),
		'/notes/*/contentType': clear('Form of the text in the chart'),
		'/notes/*/type/code': clear('LOINC code of the kind of note'),
		'/notes/*/type/display': sealed('Kind of note in words'),
		'/notes/*/time/at': sealed('When it was written, as the chart has it'),
		'/notes/*/time/end': sealed('End of a period, as the chart has it'),
		'/notes/*/time/role': clear('What the time is'),
		'/notes/*/author': sealed('Who wrote it'),
		'/notes/*/text': sealed('The text that spans point into'),
		'/notes/*/hash': clear('Fingerprint of the text'),
		'/notes/*/length': clear('Length of the whole text'),
		'/notes/*/sentences': clear('How many sentences became facts'),
		'/notes/*/cut': clear('True when only the beginning of the note is there'),
		'/notes/*/flags/*': clear('What a reader must know beside the text'),
		'/hash': clear('Fingerprint of the facts: the same chart gives the same'),
	},
};
