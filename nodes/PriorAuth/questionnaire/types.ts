import type { FhirResource } from '../../clients/fhir';
import type { ChartContext, QuestionnaireAnswer } from '../../shared/contracts';

/** One code of a list of answers. */
export interface Choice {
	system?: string;
	code?: string;
	display?: string;
}

/** A compiled CQL library of a package, as ELM in JSON. */
export interface ElmLibrary {
	name: string;
	version?: string;
	/** Canonical of the FHIR Library that carried it. */
	canonical: string;
	elm: Record<string, unknown>;
}

/** One questionnaire with everything that is needed to fill it in. Plain JSON. */
export interface QuestionnairePackage {
	/** Canonical with version, where the payer gives one. */
	canonical: string;
	title: string;
	/** Hex SHA-256 of the resources in canonical form (RFC 8785). */
	sha256: string;
	questionnaire: FhirResource;
	libraries: ElmLibrary[];
	/** Lists of answers by canonical, with and without version; only those that are whole. */
	valueSets: Record<string, Choice[]>;
	/** The payer's draft: subject, coverage and order of the response, maybe answers. */
	draft?: FhirResource;
	/** Why it cannot be filled in here, by name: `adaptive`, `expired`. */
	refused?: string;
	/** What is lacking, by name. */
	warnings: string[];
}

/** What `$questionnaire-package` answered. */
export interface PackageAnswer {
	packages: QuestionnairePackage[];
	/** Codes of the issues that came along, never their text. */
	issues: string[];
}

/** What a response belongs to (DTR qr-coverage, qr-context, intendedUse). */
export interface ResponseContext {
	/** `Coverage/3` */
	coverage?: string;
	/** `ServiceRequest/17` */
	orders: string[];
	/** Code of the guide for what the response is for; `withpa` when absent. */
	intendedUse?: string;
}

export interface PrefillOptions {
	/** ISO 8601 with offset: "now" and "today" of every expression. */
	now: string;
	context?: ResponseContext;
	/** Resources of the launch context by its names: `coverage`, `practitioner`, `encounter`. */
	launch?: Record<string, FhirResource>;
	/** Parameters of the CQL libraries by name. */
	parameters?: Record<string, unknown>;
	/** For all expressions of a form together; 20 seconds when absent. */
	timeoutMs?: number;
	signal?: AbortSignal;
}

/** A form with its answers. Plain JSON: it can be kept and read again. */
export interface Answers {
	package: QuestionnairePackage;
	chart: Pick<ChartContext, 'patient' | 'asOf'>;
	context: ResponseContext;
	now: string;
	answers: QuestionnaireAnswer[];
	/** What could not be run, by name. */
	warnings: string[];
}

/** A question that a model is asked to find evidence for. */
export interface EvidenceQuestion {
	path: string;
	text: string;
	group: string[];
	type: string;
	repeats: boolean;
	choices?: string[];
	/** Units that the payer takes. */
	units?: string[];
}

/** A text in which a model may look, and what it is. */
export interface EvidenceSource {
	/** Short name in the question: `S1`. */
	id: string;
	reference: string;
	version?: string;
	title: string;
	date?: string;
	text: string;
}

/** What a model answers to one question. */
export interface ModelAnswer {
	path: string;
	/** False: nothing was found. */
	found: boolean;
	/** As the source says it: `true`, `2026-05-04`, `8 weeks`, or the words of a choice. */
	value?: string;
	source?: string;
	/** Words of the source, letter by letter. */
	quote?: string;
}
