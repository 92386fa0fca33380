import type { Priority, TerminalState } from '../contracts/work-item';
import type { AuditCheckpoint } from './checkpoint';

/** v3-ActReason codes that the pack knows; the record keeps the code. */
export const PURPOSES_OF_USE = [
	'TREAT',
	'ETREAT',
	'HPAYMT',
	'HOPERAT',
	'HRESCH',
	'PATRQT',
] as const;
export type PurposeOfUse = (typeof PURPOSES_OF_USE)[number];

/** FHIR AuditEvent.action. */
export type AuditAction = 'C' | 'R' | 'U' | 'D' | 'E';

/** FHIR AuditEvent.outcome: success, minor failure, serious failure, major failure. */
export type AuditOutcome = '0' | '4' | '8' | '12';

export const AUDIT_KINDS = [
	'access',
	'inference',
	'disclosure',
	'break-glass',
	'configuration',
	'work',
	'association',
	'system',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/**
 * One audited fact, before the ledger adds its own fields (`v`, `origin`, `seq`, `recorded`, `prev`).
 *
 * No field takes free text: names, numbers and messages of patients never enter the ledger. A
 * patient, study, encounter or resource is named by a pseudonym (HMAC under the site key), so that
 * whoever holds the key can ask "who saw this patient" and nobody else can turn it round.
 */
export interface AuditEvent {
	kind: AuditKind;
	/** What was done, kebab-case: `dicom-store-received`, `fhir-read`, `identity-held`. */
	interaction: string;
	action: AuditAction;
	outcome: AuditOutcome;
	/** Why it failed or was refused, or why a record was deleted: a code, never a message. */
	outcomeReason?: string;
	/** The person, system or device on whose behalf it was done. */
	actor?: {
		type: 'user' | 'system' | 'device';
		id?: string;
		role?: string;
		authentication?: string;
	};
	/** The software that did it. */
	agent: AuditAgent;
	network?: { address?: string; port?: number; callingAeTitle?: string; calledAeTitle?: string };
	patient?: Pseudonym;
	encounter?: Pseudonym;
	objects?: AuditObject[];
	purposeOfUse?: PurposeOfUse;
	breakGlass?: boolean;
	emergency?: AuditEmergency;
	disclosure?: AuditDisclosure;
	workItem?: {
		id: string;
		attempt: number;
		priority?: Priority;
		state?: TerminalState;
		reason?: string;
	};
	inference?: AuditInference;
	/** What was changed in the configuration: fingerprints, never contents. */
	change?: AuditChange;
	/** Only in the ledger's own records. */
	checkpoint?: AuditCheckpoint;
}

/** An access past the usual rules: why, how long, and where it is reviewed. Codes and times only. */
export interface AuditEmergency {
	reason: string;
	/** ISO 8601 UTC with milliseconds. */
	until?: string;
	review?: string;
}

/** What an accounting of disclosures tells (45 CFR 164.528(b)(2)), as codes. */
export interface AuditDisclosure {
	/** Number or short name of who got it. */
	recipient: string;
	/** What was given. */
	description: string;
	basis?: string;
	reference?: string;
}

/** A workflow, template, model or setting that is not what it was. */
export interface AuditChange {
	/** `workflow`, `template`, `model`, `setting`, ... */
	subject: string;
	/** Which one: an id, never a title. */
	id?: string;
	/** SHA-256 (hex) before and after; absent where there was or is none. */
	before?: string;
	after?: string;
}

export interface AuditAgent {
	/** Name of this n8n instance (HOSPITAL_INSTANCE or the host name). */
	instance: string;
	workflowId?: string;
	/** SHA-256 of the workflow's nodes and connections, hex. */
	workflowVersion?: string;
	executionId?: string;
	node?: string;
	nodeType?: string;
	mode?: string;
}

/** HMAC-SHA-256 under the site key, first 128 bits, hex, with the id of the key that made it. */
export interface Pseudonym {
	pseudonym: string;
	keyId: string;
}

export interface AuditObject extends Partial<Pseudonym> {
	/** FHIR resource type, `dicom-study`, `dicom-instance`, `volume`, `ledger-batch`, ... */
	type: string;
	version?: string;
	/** Hex SHA-256 of the content, where the content is not guessable. */
	sha256?: string;
	count?: number;
	/** Of `count`, for a store: what was not there before, was there otherwise, and was there alike. */
	added?: number;
	changed?: number;
	repeated?: number;
}

export interface AuditInference {
	engine: string;
	model: string;
	version?: string;
	digest?: string;
	profile?: string;
	parameters?: Record<string, string | number | boolean>;
	inputHash?: string;
	outputHash?: string;
	tokensIn?: number;
	tokensOut?: number;
	contextWindow?: number;
	truncated?: boolean;
	latencyMs?: number;
	verifier?: Record<string, number>;
	signOff?: string;
}

/** The line as it stands in a segment. */
export interface AuditRecord extends AuditEvent {
	v: 1;
	/** Which writer, and its running number from 1. */
	origin: string;
	seq: number;
	/** ISO 8601 UTC with milliseconds. */
	recorded: string;
	/** SHA-256 (hex) of the line before, without its newline; 64 zeros for the first line. */
	prev: string;
}
