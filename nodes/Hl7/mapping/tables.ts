/** Codes of HL7 v2 tables as the FHIR codes they stand for. What is not here is told, never guessed. */

/** Administrative sex (table 0001). */
export const GENDERS = {
	M: 'male',
	F: 'female',
	O: 'other',
	A: 'other',
	N: 'other',
	U: 'unknown',
} as const;

/** Yes or no (table 0136). */
export const YES_NO = { Y: 'yes', N: 'no' } as const;

/** Marital status (table 0002), as v3-MaritalStatus. */
export const MARITAL_STATUS = {
	A: 'L',
	E: 'L',
	D: 'D',
	I: 'I',
	M: 'M',
	N: 'A',
	P: 'T',
	S: 'S',
	W: 'W',
} as const;

/** Patient class (table 0004), as v3-ActCode. */
export const PATIENT_CLASSES = { E: 'EMER', I: 'IMP', O: 'AMB', P: 'PRENC' } as const;

/** Result status of an order (table 0123), as DiagnosticReport.status. */
export const REPORT_STATUS = {
	O: 'registered',
	I: 'registered',
	S: 'registered',
	A: 'partial',
	P: 'preliminary',
	R: 'preliminary',
	F: 'final',
	C: 'corrected',
	M: 'partial',
	X: 'cancelled',
} as const;

/** Observation result status (table 0085), as Observation.status. */
export const OBSERVATION_STATUS = {
	C: 'corrected',
	D: 'entered-in-error',
	F: 'final',
	I: 'registered',
	P: 'preliminary',
	R: 'preliminary',
	S: 'preliminary',
	U: 'final',
	W: 'entered-in-error',
	X: 'cancelled',
	B: 'amended',
	A: 'amended',
} as const;

/** How settled a status is: nothing less settled takes its place in the chart. */
export const SETTLED: Readonly<Record<string, number>> = {
	registered: 0,
	partial: 1,
	preliminary: 1,
	final: 2,
	amended: 3,
	corrected: 3,
	appended: 3,
	cancelled: 3,
	'entered-in-error': 3,
};

/** Interpretation codes (table 0078) that v3-ObservationInterpretation has too. */
export const INTERPRETATIONS = new Set(
	'H HH HU L LL LU N A AA < > S R I MS VS U D B W POS NEG IND DET ND RR WR NR E EX HX LX SDD NS SYN-R SYN-S CAR NCL OBX QCF TOX IE'.split(
		' ',
	),
);

/** Order status (table 0038), as ServiceRequest.status. */
export const ORDER_STATUS = {
	A: 'active',
	CA: 'revoked',
	CM: 'completed',
	DC: 'revoked',
	ER: 'entered-in-error',
	HD: 'on-hold',
	IP: 'active',
	RP: 'revoked',
	SC: 'active',
} as const;

/**
 * Order control (table 0119), as ServiceRequest.status where no order status says more. `same` says
 * nothing of how the order stands: what the chart has stays, and one that it has not is active.
 */
export const ORDER_CONTROLS = {
	NW: 'active',
	SN: 'active',
	XO: 'same',
	XR: 'same',
	SC: 'same',
	RO: 'active',
	OK: 'same',
	OE: 'active',
	NA: 'same',
	RE: 'same',
	RP: 'revoked',
	CA: 'revoked',
	CR: 'revoked',
	OC: 'revoked',
	DC: 'revoked',
	OD: 'revoked',
	DR: 'revoked',
	HD: 'on-hold',
	OH: 'on-hold',
	HR: 'on-hold',
	RL: 'active',
	OR: 'active',
} as const;

/** Priority (table 0027 and TQ1-9), as request-priority. */
export const PRIORITIES = { S: 'stat', A: 'asap', R: 'routine', U: 'urgent' } as const;

/** Document completion status (table 0271), as DocumentReference.docStatus. */
export const DOCUMENT_STATUS = {
	AU: 'final',
	LA: 'final',
	DO: 'preliminary',
	DI: 'preliminary',
	IN: 'preliminary',
	IP: 'preliminary',
	PA: 'preliminary',
} as const;

/** Document availability status (table 0273), as DocumentReference.status. */
export const AVAILABILITY = {
	AV: 'current',
	UN: 'current',
	OB: 'superseded',
	CA: 'entered-in-error',
} as const;

/** Confidentiality of documents (table 0272), as v3-Confidentiality. */
export const CONFIDENTIALITY = { V: 'V', R: 'R', U: 'N' } as const;
