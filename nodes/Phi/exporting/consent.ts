/** What the consents of a patient come to for research. */
export interface ConsentDecision {
	readonly allowed: boolean;
	/** `consent-given`, `-denied`, `-limited`, `-missing`, `-other-patient`. */
	readonly reason: string;
}

type Fields = Record<string, unknown>;

const RESEARCH_SCOPE = 'research';
/** Scopes whose general refusals are about every use beside the treatment (consentscope of FHIR R4). */
const GENERAL_SCOPES: readonly string[] = [RESEARCH_SCOPE, 'patient-privacy'];
/** What makes a rule one about some of the data, some people or some uses: agreed to is only that. */
const LIMITS = [
	'action',
	'actor',
	'class',
	'code',
	'data',
	'dataPeriod',
	'modifierExtension',
	'securityLabel',
] as const;
/** v3-ActReason: healthcare research and what is below it. */
const RESEARCH_PURPOSES: ReadonlySet<string> = new Set([
	'HRESCH',
	'BIORCH',
	'CLINTRCH',
	'CLINTRCHNPC',
	'CLINTRCHPC',
	'PRECLINTRCH',
	'RESEARCH',
	'RSRCH',
	'TRANSRCH',
]);

/**
 * Whether the data of a patient may be used for research, after FHIR R4 Consent: a refusal anywhere wins,
 * whatever else was agreed to, and so does a general one that is not about research alone. Without an
 * agreement that is in force the patient is left out; one that is limited to some data, people or uses is
 * for a person to read.
 *
 * A record of somebody else is a sign that the chart is somebody else's: nothing is allowed by it.
 *
 * @param resources records of the chart, Bundles too; only Consent counts
 * @param at ISO 8601: the moment at which it must be in force
 * @param patient whose consent it has to be, as `Patient/123`
 */
export function decideConsent(
	resources: readonly unknown[],
	at: string,
	patient: string,
): ConsentDecision {
	const found = flattened(resources).filter(isConsent);
	const all = found.filter((consent) => [patient, undefined].includes(patientOf(consent)));
	const about = all.filter(isResearchConsent);
	// A refusal that begins or ends unclearly still is one.
	const refused =
		about.some((consent) => isRejected(consent) || (isActive(consent) && denies(consent, at))) ||
		all.some((consent) => isActive(consent) && isGeneral(consent) && denies(consent, at));
	if (refused) return { allowed: false, reason: 'consent-denied' };
	if (all.length < found.length) return { allowed: false, reason: 'consent-other-patient' };
	// Whom it is of has to stand in it; a refusal counts without that.
	const permitted = about.filter(
		(consent) => patientOf(consent) === patient && isActive(consent) && permits(consent, at),
	);
	if (permitted.some((consent) => !isLimited(consent))) {
		return { allowed: true, reason: 'consent-given' };
	}
	return { allowed: false, reason: permitted.length > 0 ? 'consent-limited' : 'consent-missing' };
}

const isConsent = (resource: unknown): resource is Fields =>
	isFields(resource) && resource.resourceType === 'Consent';

/** As `Patient/123`, from a reference of any form; undefined where it names nobody. */
function patientOf({ patient }: Fields): string | undefined {
	const reference = isFields(patient) ? patient.reference : undefined;
	if (typeof reference !== 'string') return undefined;
	return /(?:^|\/)(Patient\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? '';
}

function flattened(resources: readonly unknown[], depth = 0): unknown[] {
	return resources.flatMap((one) => {
		if (!isFields(one) || !Array.isArray(one.entry) || depth > 5) return [one];
		const inner = one.entry.map((entry: unknown) => (isFields(entry) ? entry.resource : undefined));
		return flattened(inner, depth + 1);
	});
}

/** About research by its scope, or by the purpose of one of its rules. */
function isResearchConsent(consent: Fields): boolean {
	if (codesIn(consent.scope).has(RESEARCH_SCOPE)) return true;
	return rulesIn(consent.provision).some((rule) => purposesOf(rule).some(isResearch));
}

/** A scope that is missing, or that nobody knows, may be a general one. */
function isGeneral({ scope }: Fields): boolean {
	const codes = codesIn(scope);
	return codes.size === 0 || GENERAL_SCOPES.some((code) => codes.has(code));
}

/** Limited by its one rule, or by rules within it. */
function isLimited({ provision, modifierExtension }: Fields): boolean {
	if (modifierExtension !== undefined) return true;
	return rulesIn(provision).some((rule) => LIMITS.some((name) => rule[name] !== undefined));
}

const isActive = ({ status }: Fields): boolean => status === 'active';
const isRejected = ({ status }: Fields): boolean => status === 'rejected';

const denies = (consent: Fields, at: string): boolean =>
	rulesIn(consent.provision).some(
		(rule) => rule.type === 'deny' && isOf(rule) && !isOver(rule.period, at),
	);

/** Only the rule of the whole consent can agree to everything that is exported. */
function permits({ provision }: Fields, at: string): boolean {
	if (!isFields(provision) || provision.type !== 'permit' || !isOf(provision)) return false;
	return !isOver(provision.period, at) && hasBegun(provision.period, at);
}

/** A rule without a purpose is about all of them. */
function isOf(rule: Fields): boolean {
	const purposes = purposesOf(rule);
	return purposes.length === 0 || purposes.some(isResearch);
}

const isResearch = (code: string): boolean => RESEARCH_PURPOSES.has(code);

function rulesIn(provision: unknown, depth = 0): Fields[] {
	if (!isFields(provision) || depth > 10) return [];
	const inner = Array.isArray(provision.provision) ? provision.provision : [];
	return [provision, ...inner.flatMap((rule: unknown) => rulesIn(rule, depth + 1))];
}

function purposesOf({ purpose }: Fields): string[] {
	if (!Array.isArray(purpose)) return [];
	return purpose.flatMap((coding: unknown) =>
		isFields(coding) && typeof coding.code === 'string' ? [coding.code] : [],
	);
}

function codesIn(concept: unknown): ReadonlySet<unknown> {
	const coding = isFields(concept) && Array.isArray(concept.coding) ? concept.coding : [];
	return new Set(coding.map((one: unknown) => (isFields(one) ? one.code : undefined)));
}

/** Compared as days in UTC: the last day counts wholly. */
function isOver(period: unknown, at: string): boolean {
	const end = isFields(period) ? period.end : undefined;
	return typeof end === 'string' && end.slice(0, 10) < at.slice(0, end.slice(0, 10).length);
}

function hasBegun(period: unknown, at: string): boolean {
	const start = isFields(period) ? period.start : undefined;
	return typeof start !== 'string' || start.slice(0, 10) <= at.slice(0, start.slice(0, 10).length);
}

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
